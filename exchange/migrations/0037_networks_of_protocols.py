"""A protocol belongs to the network that its parties join by it, else to the one that all of them are in."""

from django.db import migrations

PROTOCOLS = """
update exchange_protocol p set network_id = coalesce(p.accession_network_id, (
  select min(common.network_id) from (
    select m.network_id
    from exchange_party y
    join exchange_membership m on m.organisation_id = y.organisation_id
    where y.protocol_id = p.id
      and (m.state not in ('candidate', 'examined', 'admitted', 'refused') or m.left_on is not null)
    group by m.network_id
    having count(distinct y.organisation_id) = (select count(*) from exchange_party z where z.protocol_id = p.id)
  ) common
  having count(*) = 1
))
where p.network_id is null
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0036_protocol_network'),
    ]

    operations = [
        migrations.RunSQL(PROTOCOLS, migrations.RunSQL.noop),
    ]
