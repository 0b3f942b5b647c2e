-- Puts work aside for later or among the dead, where it is still in these hands.
-- KEYS: stream, later, dead, number.
-- ARGV: worker, then id, delivery, verdict ('later' or 'dead'), its delay in milliseconds or its
-- class, and 1 when the attempt counts or else 0.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 2, #ARGV, 5 do
  local id, delivery = ARGV[i], tonumber(ARGV[i + 1])
  local held = redis.call('XPENDING', KEYS[1], 'workers', id, id, 1)[1]
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if entry and held and held[2] == ARGV[1] and held[4] == delivery then
    local work, attempts = '', 0
    for j = 1, #entry[2], 2 do
      if entry[2][j] == 'work' then work = entry[2][j + 1] end
      if entry[2][j] == 'attempts' then attempts = tonumber(entry[2][j + 1]) or 0 end
    end
    attempts = attempts + delivery - 1 + tonumber(ARGV[i + 4])
    if ARGV[i + 2] == 'dead' then
      redis.call('XADD', KEYS[3], '*', 'work', work, 'class', ARGV[i + 3], 'attempts', attempts)
    else
      local member = redis.call('INCR', KEYS[4]) .. ':' .. attempts .. ':' .. work
      redis.call('ZADD', KEYS[2], now + ARGV[i + 3], member)
    end
    redis.call('XACK', KEYS[1], 'workers', id)
    redis.call('XDEL', KEYS[1], id)
  end
end
return 1
