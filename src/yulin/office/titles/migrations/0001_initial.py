
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChangePatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('number', models.CharField(default='', max_length=120, unique=True)),
                ('kind', models.CharField(default='', max_length=40)),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('village', models.CharField(blank=True, default='', max_length=300)),
                ('class_before', models.CharField(blank=True, default='', max_length=300)),
                ('class_after', models.CharField(blank=True, default='', max_length=300)),
                ('area', models.BigIntegerField()),
                ('cause', models.CharField(blank=True, default='', max_length=300)),
                ('approval_number', models.CharField(blank=True, default='', max_length=300)),
                ('parcel_wkb', models.BinaryField(blank=True, null=True)),
                ('parcel_epsg', models.IntegerField(blank=True, editable=False, null=True)),
                ('parcel_area', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('parcel_west', models.FloatField(blank=True, db_index=True, editable=False, null=True)),
                ('parcel_south', models.FloatField(blank=True, editable=False, null=True)),
                ('parcel_east', models.FloatField(blank=True, editable=False, null=True)),
                ('parcel_north', models.FloatField(blank=True, editable=False, null=True)),
                ('evidenced_on', models.DateField(blank=True, db_index=True, null=True)),
                ('verified_on', models.DateField(blank=True, db_index=True, null=True)),
                ('stored_on', models.DateField(blank=True, db_index=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Demarcation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('number', models.CharField(default='', max_length=120, unique=True)),
                ('project', models.CharField(blank=True, default='', max_length=300)),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('village', models.CharField(blank=True, default='', max_length=300)),
                ('area', models.BigIntegerField()),
                ('agricultural', models.BigIntegerField(blank=True, null=True)),
                ('cultivated', models.BigIntegerField(blank=True, null=True)),
                ('construction', models.BigIntegerField(blank=True, null=True)),
                ('unused', models.BigIntegerField(blank=True, null=True)),
                ('surveyor', models.CharField(blank=True, default='', max_length=300)),
                ('parcel_wkb', models.BinaryField(blank=True, null=True)),
                ('parcel_epsg', models.IntegerField(blank=True, editable=False, null=True)),
                ('parcel_area', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('parcel_west', models.FloatField(blank=True, db_index=True, editable=False, null=True)),
                ('parcel_south', models.FloatField(blank=True, editable=False, null=True)),
                ('parcel_east', models.FloatField(blank=True, editable=False, null=True)),
                ('parcel_north', models.FloatField(blank=True, editable=False, null=True)),
                ('commissioned_on', models.DateField(blank=True, db_index=True, null=True)),
                ('surveyed_on', models.DateField(blank=True, db_index=True, null=True)),
                ('surveyed_doc', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
