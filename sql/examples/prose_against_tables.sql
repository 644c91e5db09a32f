-- Sentences that say otherwise than the tables of the same report.
select
    c.report_year,
    i.name,
    c.subject_zh,
    c.value_text,
    c.expected_value as in_the_table,
    c.difference,
    c.sentence,
    c.url
from out_claims as c
inner join seed_institutions as i
    on c.institution_id = i.institution_id
where c.outcome = 'mismatch'
order by c.report_year desc, c.institution_id asc, c.claim_no asc;
