-- Questions to start from. Needs credits.parquet, stage-entries.parquet and content-credits.parquet in this folder:
-- docs/export.md says how to write them. Amounts are in the base currency's smallest unit.

-- Revenue by channel under every model.
pivot (select model, channel, base_amount_minor from 'credits.parquet' where stage = 'won')
  on model using sum(base_amount_minor) group by channel order by channel;

-- Does every deal sum to its amount? No rows: yes.
select entry.deal_external_id, entry.stage, credit.model, entry.amount_minor, sum(credit.amount_minor) as credited
  from 'stage-entries.parquet' as entry inner join 'credits.parquet' as credit using (deal_id, stage)
  where entry.entry = 1
  group by all having credited <> entry.amount_minor;

-- Posts and files that closed deals.
select content_kind, coalesce(title, content_id) as content, count(distinct deal_id) as deals, sum(base_amount_minor) as revenue
  from 'content-credits.parquet' where stage = 'won' and model = 'linear'
  group by all order by revenue desc nulls last limit 20;

-- How long from the first touch to the win, by the channel that opened the account.
with opened as (
  select deal_id, stage_at, arg_min(channel, position) as channel, min(touch_at) as first_at
    from 'credits.parquet' where stage = 'won' and model = 'linear' and touch_at is not null group by all
)
select channel, count(*) as deals, median(date_diff('day', first_at, stage_at)) as median_days
  from opened group by channel order by deals desc;

-- Pipeline by month in which it was created, and by source and campaign.
select date_trunc('month', stage_at) as month, channel, source, campaign, sum(base_amount_minor) as pipeline
  from 'credits.parquet' where stage = 'opportunity' and model = 'linear'
  group by all order by month, pipeline desc nulls last;
