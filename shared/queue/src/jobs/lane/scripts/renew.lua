-- Prolongs the leases of work that is still in these hands; gives how many.
-- KEYS: stream. ARGV: worker, then id and delivery of each.
local renewed = 0
for i = 2, #ARGV, 2 do
  local held = redis.call('XPENDING', KEYS[1], 'workers', ARGV[i], ARGV[i], 1)[1]
  if held and held[2] == ARGV[1] and held[4] == tonumber(ARGV[i + 1]) then
    redis.call('XCLAIM', KEYS[1], 'workers', ARGV[1], 0, ARGV[i], 'JUSTID')
    renewed = renewed + 1
  end
end
return renewed
