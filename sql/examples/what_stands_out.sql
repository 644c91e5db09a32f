-- What reports contradict, the largest difference first, with the page to look at.
select
    report_year,
    institution_id,
    equations_failed,
    largest_difference,
    message_en,
    url
from out_consistency_flags
order by largest_difference desc;
