"""What exists already is offered in the network of its protocol, else in the first one of its organisation."""

from django.db import migrations

# The same order as MembershipQuerySet.in_order_of_choice, without the dates that the calendar follows anyway.
PLACES = """
  select m.network_id from exchange_membership m
  where m.organisation_id = thing.organisation_id
    and (m.state not in ('candidate', 'examined', 'admitted', 'refused') or m.left_on is not null)
  order by
    coalesce(m.network_id = (select q.network_id from exchange_protocol q where q.id = thing.protocol_id), false) desc,
    case
      when m.state not in ('active', 'warned', 'leaving') then 2
      when m.category = 'observer' then 1
      else 0
    end,
    (m.basis = 'protocol') desc,
    m.accession_on asc nulls last,
    m.id
  limit 1
"""
ROWS = f"update {{table}} thing set network_id = ({PLACES}) where thing.network_id is null"  # noqa: S608 -- constants
TOKENS = """
update exchange_translatedpage page
set tokens = (select array_agg(token order by token) from unnest(page.tokens || ('network:' || thing.network_id)::varchar) token)
from {table} thing
where thing.translatedpage_ptr_id = page.id and thing.network_id is not null
  and 'members' = any(page.tokens) and not ('network:' || thing.network_id)::varchar = any(page.tokens)
"""
VERSIONS = """
update wagtailcore_revision version
set content = jsonb_set(version.content, '{{network}}', to_jsonb(thing.network_id))
from {table} thing
where version.object_id = thing.translatedpage_ptr_id::varchar and thing.network_id is not null
  and version.base_content_type_id in (
    select id from django_content_type where app_label = 'exchange' and model = 'translatedpage'
  )
"""
# Of a departure, it is the membership that ends: noticed or over, the last one to end.
DEPARTURES = """
update practices_departure departure set network_id = (
  select m.network_id from exchange_membership m
  where m.organisation_id = departure.organisation_id
  order by
    (m.state in ('leaving', 'withdrawn', 'excluded') or m.leaves_on is not null) desc,
    coalesce(m.left_on, m.leaves_on) desc nulls last,
    m.id
  limit 1
)
where departure.protocol_id is null and departure.network_id is null
"""
# It speaks of no membership: nothing follows from it.
LOST = "delete from practices_fate where departure_id in (select id from practices_departure where protocol_id is null and network_id is null)"
LOST_TOO = "delete from practices_departure where protocol_id is null and network_id is null"


def statements(table):
    return [statement.format(table=table) for statement in (ROWS, TOKENS, VERSIONS)]


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0037_networks_of_protocols'),
        ('practices', '0012_networks'),
        ('wagtailcore', '0001_squashed_0016_change_page_url_path_to_text_field'),
    ]

    operations = [
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (*statements("practices_practice"), DEPARTURES, LOST, LOST_TOO)
        ),
    ]
