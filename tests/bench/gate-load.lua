-- Asks a gate for images in turn and counts what is not admitted. Arguments: registry, digest, how many different names.
local host, digest, names, limit = "", "", 1, 200000
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  host, digest, names = args[1], args[2], tonumber(args[3])
  asked, bad = 0, 0
end
function request()
  asked = asked + 1
  local image = host .. "/app-" .. (asked % names) .. "@" .. digest
  return wrk.format("POST", "/check", { ["content-type"] = "application/json" }, '{"image":"' .. image .. '"}')
end
function response(status, _, body)
  if status ~= 200 or not body:find('"admitted":true', 1, true) then bad = bad + 1 end
  if asked >= limit then wrk.thread:stop() end
end
function done(summary, latency)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get("bad") end
  local errors = summary.errors
  io.write(string.format('RESULT {"requests":%d,"seconds":%f,"bad":%d,"errors":%d,"p50":%f,"p99":%f}\n', summary.requests, summary.duration / 1e6,
    refused, errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
