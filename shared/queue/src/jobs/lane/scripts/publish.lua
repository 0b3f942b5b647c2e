-- Adds all of the work or, when that is more than the lane may hold, none of it.
-- KEYS: stream, later, number. ARGV: capacity, then delay in milliseconds and bytes of each.
local count = (#ARGV - 1) / 2
local held = redis.call('XLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2])
if held + count > tonumber(ARGV[1]) then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 2, #ARGV, 2 do
  if ARGV[i] == '0' then
    redis.call('XADD', KEYS[1], '*', 'work', ARGV[i + 1])
  else
    -- Two pieces of work with the same bytes are two.
    local member = redis.call('INCR', KEYS[3]) .. ':0:' .. ARGV[i + 1]
    redis.call('ZADD', KEYS[2], now + ARGV[i], member)
  end
end
return 1
