-- Moves work whose time has come to the stream.
-- KEYS: stream, later. ARGV: at most so many.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(due) do
  local number_ends = string.find(member, ':', 1, true)
  local attempts_end = string.find(member, ':', number_ends + 1, true)
  local attempts = string.sub(member, number_ends + 1, attempts_end - 1)
  local work = string.sub(member, attempts_end + 1)
  redis.call('XADD', KEYS[1], '*', 'work', work, 'attempts', attempts)
  redis.call('ZREM', KEYS[2], member)
end
return #due
