import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bureau", "0007_jobs")]

    operations = [
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("actor_name", models.CharField(blank=True, max_length=150, verbose_name="actor's name")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("screen", "on screen"),
                            ("import", "by import"),
                            ("job", "by a job"),
                            ("command", "by command"),
                            ("migration", "by migration"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("reveal", "personal data shown"),
                            ("export", "export"),
                            ("erasure", "personal data erased"),
                            ("sign_in", "signed in"),
                            ("sign_in_failed", "sign-in failed"),
                            ("refusal", "refused"),
                            ("role_change", "roles changed"),
                        ],
                        max_length=20,
                        verbose_name="event",
                    ),
                ),
                ("purpose", models.TextField(blank=True, verbose_name="purpose")),
                ("record", models.CharField(blank=True, max_length=100, verbose_name="kind of record")),
                ("row", models.CharField(blank=True, max_length=50, verbose_name="record number")),
                ("fields", models.TextField(blank=True, help_text="Separated by commas.", verbose_name="fields")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="number of records")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("change_id", models.UUIDField(verbose_name="change")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "access",
                "verbose_name_plural": "access log",
                "ordering": ["-at", "-id"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["at"], name="access_by_time"),
                    models.Index(fields=["actor", "at"], name="access_by_actor"),
                    models.Index(fields=["record", "row"], name="access_by_record"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("wrapped", models.CharField(blank=True, editable=False, max_length=120, verbose_name="wrapped key")),
                ("master", models.CharField(blank=True, editable=False, max_length=8, verbose_name="master key")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("erased_at", models.DateTimeField(editable=False, null=True, verbose_name="erased at")),
            ],
            options={
                "verbose_name": "key of a person",
                "verbose_name_plural": "keys of persons",
                "indexes": [models.Index(fields=["master"], name="person_key_by_master")],
                "constraints": [
                    models.CheckConstraint(
                        condition=(models.Q(erased_at=None) & ~models.Q(wrapped=""))
                        | models.Q(erased_at__isnull=False, wrapped="", master=""),
                        name="person_key_wrapped_or_erased",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LookupKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("wrapped", models.CharField(blank=True, editable=False, max_length=120, verbose_name="wrapped key")),
                ("master", models.CharField(blank=True, editable=False, max_length=8, verbose_name="master key")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                "verbose_name": "key of the lookups",
                "verbose_name_plural": "keys of the lookups",
                "constraints": [models.CheckConstraint(condition=models.Q(only=True), name="lookup_key_only_one")],
            },
        ),
        migrations.CreateModel(
            name="LookupDigest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.CharField(max_length=100, verbose_name="kind of record")),
                ("field", models.CharField(max_length=100, verbose_name="field")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bureau.personkey",
                        verbose_name="key of a person",
                    ),
                ),
            ],
            options={
                "verbose_name": "lookup digest",
                "verbose_name_plural": "lookup digests",
                "indexes": [models.Index(fields=["digest", "record", "field"], name="lookup_digest_to_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "record", "field"), name="lookup_digest_once"),
                ],
            },
        ),
    ]
