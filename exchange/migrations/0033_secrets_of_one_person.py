"""Put the secret of each second factor under the key of its person."""

from django.db import migrations

from exchange.accounts.encryption import SECRETS, UnreadableSecretError, decrypt, encrypt, owner_of


def change_all(apps, before, after):
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRETS):
        name = SECRETS[factor.type]
        try:
            secret = decrypt(str(factor.data[name]), before(factor))
        except UnreadableSecretError:
            # Its key is lost: it opens nothing now, and is named by the command that changes keys.
            continue
        factor.data[name] = encrypt(secret, after(factor))
        factor.save(update_fields=["data"])


def nobody(factor):
    return ""


def forwards(apps, schema_editor):
    change_all(apps, nobody, owner_of)


def backwards(apps, schema_editor):
    change_all(apps, owner_of, nobody)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0032_words_of_pictures"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
