"""Encrypt the secrets of authenticator apps and recovery codes that stand in the database in clear."""

from django.db import migrations

from exchange.accounts.encryption import decrypt, encrypt

SECRETS = {"totp": "secret", "recovery_codes": "seed"}


def change_all(apps, change):
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRETS):
        name = SECRETS[factor.type]
        factor.data[name] = change(str(factor.data[name]))
        factor.save(update_fields=["data"])


def forwards(apps, schema_editor):
    change_all(apps, encrypt)


def backwards(apps, schema_editor):
    change_all(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0025_submissions"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
