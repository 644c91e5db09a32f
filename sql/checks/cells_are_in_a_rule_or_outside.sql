-- description: Every cell of the form is named by an equation or listed in
-- data/expectations/outside.yml with the reason why none names it, and not both.
-- asset: int_cells
-- severity: error
with named as (
    select distinct
        t.edition,
        t.table_id,
        t.item,
        t.breakdown
    from seed_rule_terms as t
    where t.year_offset = 0
)

select
    f.edition,
    f.table_id,
    f.item,
    f.breakdown,
    case
        when n.item is null then 'no equation names it, and it is not listed'
        else 'it is listed, and an equation names it'
    end as what_is_wrong
from seed_form_cells as f
left join named as n
    on
        f.edition = n.edition
        and f.table_id = n.table_id
        and f.item = n.item
        and f.breakdown = n.breakdown
left join seed_outside_cells as o
    on
        f.edition = o.edition
        and f.table_id = o.table_id
        and f.item = o.item
        and f.breakdown = o.breakdown
where (n.item is null) = (o.item is null)
