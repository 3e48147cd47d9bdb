
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OffsetUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('number', models.CharField(default='', max_length=120, unique=True)),
                ('batch_name', models.CharField(blank=True, default='', max_length=300)),
                ('kind', models.CharField(default='', max_length=40)),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('projects', models.BigIntegerField(blank=True, null=True)),
                ('occupied', models.BigIntegerField(blank=True, null=True)),
                ('occupied_paddy', models.BigIntegerField(blank=True, null=True)),
                ('occupied_capacity', models.BigIntegerField(blank=True, null=True)),
                ('method', models.CharField(blank=True, default='', max_length=40)),
                ('source_project', models.CharField(blank=True, default='', max_length=300)),
                ('source_number', models.CharField(blank=True, default='', max_length=300)),
                ('supplemented', models.BigIntegerField()),
                ('supplemented_paddy', models.BigIntegerField(blank=True, null=True)),
                ('supplemented_capacity', models.BigIntegerField(blank=True, null=True)),
                ('fee_due', models.BigIntegerField(blank=True, null=True)),
                ('fee_paid', models.BigIntegerField(blank=True, null=True)),
                ('linked_on', models.DateField(blank=True, db_index=True, null=True)),
                ('linked_doc', models.CharField(blank=True, default='', max_length=300)),
                ('cancelled_on', models.DateField(blank=True, db_index=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
