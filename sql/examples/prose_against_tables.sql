-- What the sentences of reports say beside their tables, where they differ first.
select
    c.report_year,
    i.name,
    c.subject_zh,
    c.value_text,
    c.expected_value as in_the_table,
    c.outcome,
    c.sentence,
    c.url
from out_claims as c
inner join seed_institutions as i
    on c.institution_id = i.institution_id
where c.outcome <> 'not_compared'
order by
    c.outcome desc,
    c.report_year desc,
    c.institution_id asc,
    c.claim_no asc;
