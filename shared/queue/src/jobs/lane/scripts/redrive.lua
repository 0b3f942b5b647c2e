-- Has dead work done again, with all its attempts. KEYS: stream, dead. ARGV: id.
local entry = redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[1])[1]
if not entry then
  return 0
end
for i = 1, #entry[2], 2 do
  if entry[2][i] == 'work' then
    redis.call('XADD', KEYS[1], '*', 'work', entry[2][i + 1])
  end
end
redis.call('XDEL', KEYS[2], ARGV[1])
return 1
