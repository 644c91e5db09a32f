-- description: Equations of an edition that one cause can fail together: both share a
-- cell with the same third equation (or with each other).
-- grain: edition, table_id, rule_id, unit_code, other_rule_id, other_unit_code
with terms as (
    select
        t.edition,
        t.table_id,
        t.rule_id,
        t.unit_code,
        t.item,
        t.breakdown
    from seed_rule_terms as t
    where t.year_offset = 0
),

touching as (
    -- equations that name a common cell, each with itself included
    select distinct
        a.edition,
        a.table_id,
        a.rule_id,
        a.unit_code,
        b.rule_id as other_rule_id,
        b.unit_code as other_unit_code
    from terms as a
    inner join terms as b
        on
            a.edition = b.edition
            and a.table_id = b.table_id
            and a.item = b.item
            and a.breakdown = b.breakdown
)

select distinct
    a.edition,  -- Edition of the form
    a.table_id,  -- Statistics table
    a.rule_id,  -- Rule
    a.unit_code,  -- Row or column
    b.other_rule_id,  -- Rule linked with it
    b.other_unit_code  -- Row or column linked with it
from touching as a
inner join touching as b
    on
        a.edition = b.edition
        and a.table_id = b.table_id
        and a.other_rule_id = b.rule_id
        and a.other_unit_code = b.unit_code
