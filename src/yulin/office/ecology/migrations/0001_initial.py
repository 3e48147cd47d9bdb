
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ForestUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('number', models.CharField(default='', max_length=120, unique=True)),
                ('project', models.CharField(blank=True, default='', max_length=300)),
                ('kind', models.CharField(default='', max_length=40)),
                ('grade', models.CharField(blank=True, default='', max_length=40)),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('area', models.BigIntegerField()),
                ('forest_area', models.BigIntegerField(blank=True, null=True)),
                ('grass_area', models.BigIntegerField(blank=True, null=True)),
                ('fee', models.BigIntegerField(blank=True, null=True)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('parcel_wkb', models.BinaryField(blank=True, null=True)),
                ('parcel_epsg', models.IntegerField(blank=True, editable=False, null=True)),
                ('parcel_area', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('parcel_west', models.FloatField(blank=True, db_index=True, editable=False, null=True)),
                ('parcel_south', models.FloatField(blank=True, editable=False, null=True)),
                ('parcel_east', models.FloatField(blank=True, editable=False, null=True)),
                ('parcel_north', models.FloatField(blank=True, editable=False, null=True)),
                ('accepted_on', models.DateField(blank=True, db_index=True, null=True)),
                ('submitted_on', models.DateField(blank=True, db_index=True, null=True)),
                ('submitted_doc', models.CharField(blank=True, default='', max_length=300)),
                ('approved_on', models.DateField(blank=True, db_index=True, null=True)),
                ('approved_doc', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FuneralFacility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('name', models.CharField(default='', max_length=120, unique=True)),
                ('kind', models.CharField(default='', max_length=40)),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('village', models.CharField(blank=True, default='', max_length=300)),
                ('area', models.BigIntegerField(blank=True, null=True)),
                ('class_now', models.CharField(blank=True, default='', max_length=300)),
                ('in_plan', models.CharField(blank=True, default='', max_length=40)),
                ('land_right', models.CharField(blank=True, default='', max_length=300)),
                ('approval_number', models.CharField(blank=True, default='', max_length=300)),
                ('plots', models.BigIntegerField(blank=True, null=True)),
                ('used_plots', models.BigIntegerField(blank=True, null=True)),
                ('registered_on', models.DateField(blank=True, db_index=True, null=True)),
                ('rectified_on', models.DateField(blank=True, db_index=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WildlifeRescue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('number', models.CharField(default='', max_length=120, unique=True)),
                ('species', models.CharField(default='', max_length=300)),
                ('level', models.CharField(blank=True, default='', max_length=40)),
                ('quantity', models.BigIntegerField()),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('origin', models.CharField(blank=True, default='', max_length=300)),
                ('condition', models.CharField(blank=True, default='', max_length=300)),
                ('disposal', models.CharField(blank=True, default='', max_length=40)),
                ('destination', models.CharField(blank=True, default='', max_length=300)),
                ('rescued_on', models.DateField(blank=True, db_index=True, null=True)),
                ('released_on', models.DateField(blank=True, db_index=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
