# What programs said with --json, as lines for the page: the file's name without .out, a word and
# its fields, separated by the control character 31. Lines that are no JSON object are left out.
#
#   jq -nrR -f events.jq NAME.out...

# One line, no control character of data reaches a terminal. What to do stands at the end of our
# texts: they fit.
def line: tostring | gsub("[[:cntrl:]]+"; " ") | if length > 2000 then .[:2000] + " ..." else . end;

# A page names subjects. Other addresses in a text are nobody's business who reads pages.
def without_addresses($subject):
    gsub("(?<address>[^\\s@<>\"'(),;:]+@[^\\s@<>\"'(),;:]+)";
         if .address == $subject then .address else "[address]" end);

def fields: map(line) | join("\u001f");

def attention:
    (.subject // "" | tostring) as $subject
    | ["attention", "\(.event)|\($subject)|\(.reason // "")",
       "\(.event) \($subject): \(.text // "" | tostring | without_addresses($subject))"
       + (if .reason then " [\(.reason)]" else "" end)];

# "a charge", "2 charges": only what there is.
def some($number; $one; $many):
    if $number == 1 then ["1 \($one)"]
    elif ($number // 0) > 0 then ["\($number) \($many)"]
    else [] end;

# The program's own counters; how many subjects where it has none.
def counts:
    (.done + .skipped + .attention) as $subjects
    | (to_entries
       | map(select((.value | type) == "number"
                    and (.key | IN("done", "skipped", "attention", "status", "audit_rows") | not))))
    | if . == [] then some($subjects; "subject"; "subjects")
      else map(select(.value != 0) | "\(.key | gsub("_"; " ")) \(.value)") end
    | if . == [] and ($subjects // 0) == 0 then "nothing was due" else join(", ") end;

def stands:
    (some(.subscriptions_running; "subscription runs"; "subscriptions run")
     | if . == [] then ["no subscription runs"] else . end)
    + some(.letters_waiting; "letter waits"; "letters wait")
    + some(.cloud_messages_waiting; "message to the cloud waits"; "messages to the cloud wait")
    + some(.held; "letter is held"; "letters are held")
    + some(.bounced; "letter bounced"; "letters bounced")
    | join(", ");

def one:
    if .outcome == "attention" then attention
    elif .event == "plan" then
        ["attention", "plan|\(.digest)|",
         "plan of \(.lines | length) lines waits for a yes: run it with --confirm \(.digest)"]
    elif .event == "error" then ["error", .text // "", .remedy // ""]
    elif .event == "config" then # a place that cannot be handed on as it is, is none
        if (.book // "") == (.book // "" | line) then ["book", .book // "", .mode // ""]
        else ["odd_book"] end
    elif .event == "status" then
        ["stands", stands]
    elif .event == "summary" then
        ["today", .today // ""], ["counts", counts], ["needed", .attention // 0],
        (select(.audit_head) | ["head", .audit_head, .audit_rows])
    else empty end;

inputs | (input_filename | sub(".*/"; "") | rtrimstr(".out")) as $name
| fromjson? | objects | one | [$name] + . | fields
