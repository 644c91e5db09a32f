-- description: Every correction is of an institution of which we hold a report; where
-- we hold none it is neither applied nor compared.
-- asset: int_reports
-- severity: warn
with held as (
    select distinct r.institution_id
    from int_reports as r
)

select
    s.institution_id,
    count(*) as corrections,
    'data/corrections/' || s.institution_id || '.yml' as file_to_edit
from seed_corrections as s
left join held as h
    on s.institution_id = h.institution_id
where h.institution_id is null
group by all
