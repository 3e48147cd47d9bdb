
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='TownshipPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('name', models.CharField(default='', max_length=120, unique=True)),
                ('region', models.CharField(db_index=True, default='', max_length=12)),
                ('kind', models.CharField(default='', max_length=40)),
                ('begun_on', models.DateField(blank=True, db_index=True, null=True)),
                ('drafted_on', models.DateField(blank=True, db_index=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, db_index=True, null=True)),
                ('publicised_on', models.DateField(blank=True, db_index=True, null=True)),
                ('congress_on', models.DateField(blank=True, db_index=True, null=True)),
                ('approved_on', models.DateField(blank=True, db_index=True, null=True)),
                ('approved_doc', models.CharField(blank=True, default='', max_length=300)),
                ('stored_on', models.DateField(blank=True, db_index=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
