-- description: Every waiver of a report that we hold covers a finding. If not, the
-- figures have changed (the finding is shown again), more of it fails than is waived,
-- or nothing fails any more.
-- asset: out_waivers
-- severity: warn
select
    w.waiver_id,
    w.state,
    w.finding_id,
    w.values_hash,
    w.values_hash_now,
    'data/waivers/' || w.institution_id || '.yml' as file_to_edit
from out_waivers as w
where w.state not in ('applies', 'no_report')
