-- description: STAND-IN
-- grain: institution_id, report_year, claim_no
select
    cast(null as varchar) as institution_id,  -- x
    cast(null as smallint) as report_year,  -- x
    cast(null as integer) as claim_no,  -- x
    cast(null as varchar) as document_sha256,  -- x
    cast(null as smallint) as report_no,  -- x
    cast(null as varchar) as section,  -- x
    cast(null as varchar) as sentence,  -- x
    cast(null as integer) as span_start,  -- x
    cast(null as integer) as span_end,  -- x
    cast(null as varchar) as subject,  -- x
    cast(null as varchar) as subject_zh,  -- x
    cast(null as varchar) as subject_en,  -- x
    cast(null as varchar) as breakdown,  -- x
    cast(null as varchar) as kind,  -- x
    cast(null as decimal(26,6)) as value,  -- x
    cast(null as varchar) as value_text,  -- x
    cast(null as varchar) as unit,  -- x
    cast(null as decimal(26,6)) as tolerance,  -- x
    cast(null as varchar) as bound,  -- x
    cast(null as boolean) as is_negation,  -- x
    cast(null as smallint) as claim_year,  -- x
    cast(null as varchar) as measure,  -- x
    cast(null as varchar) as outcome,  -- x
    cast(null as varchar) as reason,  -- x
    cast(null as varchar) as alternative,  -- x
    cast(null as decimal(26,6)) as expected_value,  -- x
    cast(null as decimal(26,6)) as difference,  -- x
    cast(null as integer) as alternatives,  -- x
    cast(null as varchar[]) as cells,  -- x
    cast(null as varchar) as message_zh,  -- x
    cast(null as varchar) as message_en,  -- x
    cast(null as varchar) as locator,  -- x
    cast(null as varchar) as url  -- x
where false
