-- Takes over work whose lease has ended; what has no attempt left is buried. Forgets workers that
-- have been gone for long. KEYS: stream, dead.
-- ARGV: worker, lease in milliseconds, where to go on, at most so many, most attempts.
local worker, lease, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[5])
local answer = redis.call('XAUTOCLAIM', KEYS[1], 'workers', worker, lease, ARGV[3], 'COUNT', ARGV[4])
local taken = {}
for _, entry in ipairs(answer[2]) do
  local id, work, attempts = entry[1], '', 0
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'work' then work = entry[2][i + 1] end
    if entry[2][i] == 'attempts' then attempts = tonumber(entry[2][i + 1]) or 0 end
  end
  local delivery = redis.call('XPENDING', KEYS[1], 'workers', id, id, 1)[1][4]
  if attempts + delivery > most then
    redis.call('XADD', KEYS[2], '*', 'work', work, 'class', 'ATTEMPTS_EXHAUSTED',
      'attempts', attempts + delivery - 1)
    redis.call('XACK', KEYS[1], 'workers', id)
    redis.call('XDEL', KEYS[1], id)
  else
    taken[#taken + 1] = { id, { 'work', work, 'attempts', tostring(attempts),
      'delivery', tostring(delivery) } }
  end
end
for _, one in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], 'workers')) do
  local about = {}
  for i = 1, #one, 2 do about[one[i]] = one[i + 1] end
  if about.pending == 0 and about.idle > 10 * lease and about.name ~= worker then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], 'workers', about.name)
  end
end
return { answer[1], taken }
