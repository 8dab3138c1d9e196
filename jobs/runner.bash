# shellcheck shell=bash
# What the jobs nightly, hourly and quarter share: options, the chain and how it reacts to each exit
# status, stopping. The manual is duesday-jobs(7).
#
# The job that sources this has set: job, chain, wait, retries, pause, ping_url, here, caller_path.
# shellcheck disable=SC2154

# Tools come from the system, data is sorted by bytes, and what is written is ours alone.
export PATH LC_ALL=C.UTF-8
umask 077
shopt -s nullglob

common=()
today=
backups=${DUESDAY_BACKUPS:-}
keep=14
reports=${DUESDAY_REPORTS:-}
keep_reports=60
verbose=
syslog=

usage() {
    cat <<TEXT
usage: $job [OPTION...]    runs the programs of $(basename -- "$chain") and writes a page about it

  --book FILE, --config FILE      handed to every program
  --today YYYY-MM-DD, --catch-up  handed to every program
  --backups FOLDER   where backups go; else \$DUESDAY_BACKUPS, else backups/ beside the book
  --keep N           how many of them stay ($keep)
  --reports FOLDER   where pages go; else \$DUESDAY_REPORTS, else reports/ beside the book
  --keep-reports N   for how many days ($keep_reports)
  --wait SECONDS     how long to wait for another run ($wait)
  --retries N        how often in all to try again while a partner is away ($retries)
  --pause SECONDS    before each of these ($pause)
  --chain FILE       another list of programs
  --syslog           one line to the system's log, with the head of the audit
  -v, --verbose      print the page even if nothing needs a person
  -h, --help

Programs: \$DUESDAY_BIN, else where they were installed with this file, else \$PATH.
Ping: \$DUESDAY_PING_URL (nightly), \$DUESDAY_PING_URL_HOURLY, \$DUESDAY_PING_URL_QUARTER.
See duesday-jobs(7).
TEXT
}

# Ends before anything was run: STATUS TEXT.
give_up() {
    printf '%s: %s\n' "$job" "$2" >&2
    finished=1
    exit "$1"
}

take_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help)
            usage
            finished=1
            exit 0
            ;;
        -v | --verbose) verbose=1 ;;
        --syslog) syslog=1 ;;
        --catch-up) common+=("$1") ;;
        --today | --book | --config | --backups | --keep | --reports | --keep-reports | --wait | \
            --retries | --pause | --chain)
            [ $# -ge 2 ] || give_up 64 "$1 needs a value"
            take_value "$1" "$2"
            shift
            ;;
        *) give_up 64 "unknown option '$1'" ;;
        esac
        shift
    done
    if [ ! -r "$chain" ] || [ -d "$chain" ]; then
        give_up 64 "there is no chain at $chain"
    fi
    # A folder whose name begins with a dash is no option of a program.
    [[ $backups != -* ]] || backups=./$backups
    [[ $reports != -* ]] || reports=./$reports
}

take_value() {
    case $1 in
    --keep | --keep-reports)
        [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || give_up 64 "$1 takes a number from 1"
        ;;
    --wait | --retries | --pause)
        [[ $2 =~ ^[0-9]{1,5}$ ]] || give_up 64 "$1 takes a number"
        ;;
    esac
    case $1 in
    --today) today=$2 ;;
    --backups) backups=$2 ;;
    --keep) keep=$2 ;;
    --reports) reports=$2 ;;
    --keep-reports) keep_reports=$2 ;;
    --wait) wait=$2 ;;
    --retries) retries=$2 ;;
    --pause) pause=$2 ;;
    --chain) chain=$2 ;;
    esac
    case $1 in
    --today | --book | --config) common+=("$1" "$2") ;;
    esac
}

# The words of DESIGN 4 for a person.
meaning() {
    case $1 in
    0) echo 'done' ;;
    1) echo 'something waits for a person' ;;
    64) echo 'a command line is wrong' ;;
    65) echo 'the book or its data is not sound: run admin check' ;;
    66) echo 'the book or a file is not there' ;;
    69) echo 'a partner cannot be reached; nothing is lost, the next run tries again' ;;
    70) echo 'a bug: report it' ;;
    73) echo 'cannot write: make room or mend the permissions' ;;
    75) echo 'work is left; the next run takes it up' ;;
    77) echo 'not permitted' ;;
    78) echo 'the set-up must be repaired: see admin config' ;;
    *)
        if [ "$1" -gt 128 ] && [ "$1" -le 192 ]; then
            echo "killed by signal $(kill -l $(($1 - 128)) 2>/dev/null || echo $(($1 - 128)))"
        else
            echo 'ended in an unknown way'
        fi
        ;;
    esac
}

# After these the chain goes on: the programs behind have work of their own. After all others
# something must be mended before anything is charged or sent.
goes_on_after() {
    case $1 in
    0 | 1 | 69 | 75) return 0 ;;
    *) return 1 ;;
    esac
}

# Asked to stop, the job lets the program at work finish its subject (it ends with 75), runs no
# further one, and still writes its page. A second request ends the program at once.
child=
interrupted=
asked_to_stop=
on_stop() {
    asked_to_stop=1
    interrupted=1
    [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
}

finished=
work=
on_exit() {
    local status=$?
    [ -z "$work" ] || rm -rf -- "$work"
    [ -z "$finished" ] || exit "$status"
    printf '%s: ended in an unforeseen way: report it\n' "$job" >&2
    exit 70
}

# Runs a command so that a signal is heard meanwhile; sets `status`. In a session of its own, a
# signal to the job's process group reaches it once, by on_stop.
attend() {
    status=0
    setsid -- "$@" </dev/null &
    child=$!
    [ -z "$asked_to_stop" ] || kill -TERM "$child" 2>/dev/null || true
    while :; do
        interrupted=
        status=0
        wait "$child" || status=$?
        [ -n "$interrupted" ] || break
    done
    child=
}

# The program as a path, so that nothing is run that stands in a relative folder of $PATH.
find_program() {
    local found=
    if [ -n "${DUESDAY_BIN:-}" ]; then
        found=$(readlink -m -- "$DUESDAY_BIN")/$1
    elif [[ $here == */share/duesday/jobs && -x ${here%/share/duesday/jobs}/bin/$1 ]]; then
        found=${here%/share/duesday/jobs}/bin/$1
    else
        found=$(PATH=$caller_path type -P -- "$1") || found=
    fi
    [[ $found == /* && -f $found && -x $found ]] || return 1
    printf '%s' "$found"
}

# Every link is looked for before the first one is run: half a night is worse than none.
declare -A program=()
links=()
read_chain() {
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%%#*}
        read -ra words <<<"$line"
        [ ${#words[@]} -gt 0 ] || continue
        links+=("${words[*]}")
        [ -n "${program[${words[0]}]:-}" ] || program[${words[0]}]=$(find_program "${words[0]}") ||
            give_up 78 "there is no program ${words[0]}: set DUESDAY_BIN to its folder"
    done <"$chain"
    [ ${#links[@]} -gt 0 ] || give_up 64 "$chain names no program"
    [ -n "${program[admin]:-}" ] || program[admin]=$(find_program admin) ||
        give_up 78 "there is no program admin: set DUESDAY_BIN to its folder"
    type -P jq >/dev/null || give_up 78 'jq is not there: apt-get install jq'
}

# What programs said, by the name of their output in $work; jq starts slowly, so all at once.
declare -A said=()
read_said() {
    local name line files=()
    for name in "$@"; do
        files+=("$work/$name.out")
        echo >>"$work/$name.out" # a cut last line stays alone
    done
    while IFS=$'\x1f' read -r name line; do
        said[$name]+=$line$'\n'
    done < <(jq -nrR -f "$here/events.jq" "${files[@]}" 2>/dev/null || true)
}

# Where the book is and which day it is to the programs; they say themselves what is wrong with it.
book=
mode=
ask_about_book() {
    local word first second
    "${program[admin]}" config --json "${common[@]}" >"$work/config.out" 2>/dev/null \
        </dev/null || true
    said=()
    read_said config
    while IFS=$'\x1f' read -r word first second; do
        case $word in
        book)
            book=$first
            mode=$second
            ;;
        odd_book)
            give_up 64 "the path of the book holds a line break or is too long: move it"
            ;;
        today) [ -n "$today" ] || today=$first ;;
        esac
    done <<<"${said[config]:-}"
    if [ "$mode" = live ] && [ -n "${DUESDAY_TODAY:-}" ]; then
        # A live book's changing programs do not listen to it; neither does the page.
        unset DUESDAY_TODAY
        today=
        ask_about_book
    fi
    [[ $today =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || today=$(date +%F)
}

# One job at a time on a book. The kernel frees the lock with the last process that has it, so that
# a program whose job was killed is still waited for.
lock_book() {
    if [ -z "$reports" ]; then
        [ -n "$book" ] && [ -d "$(dirname -- "$book")" ] || return 0
        reports=$(dirname -- "$book")/reports
    fi
    if ! mkdir -p -- "$reports" 2>/dev/null || ! { exec 9>>"$reports/lock"; } 2>/dev/null; then
        give_up 73 "cannot write in $reports: make room or mend the permissions"
    fi
    attend flock --wait "$wait" --conflict-exit-code 75 9
    [ "$status" -ne 0 ] || return 0
    [ -n "$asked_to_stop" ] || [ "$status" = 75 ] || give_up 73 "cannot lock $reports/lock"
    if [ "$job" = hourly ] && [ -z "$verbose" ]; then
        finished=1
        exit 75 # ordinary: a night is running
    fi
    give_up 75 'another run is at work on this book; nothing was done'
}

# Of the links that were run, by number; their output is NUMBER.out and NUMBER.err in $work.
number=0
statuses=()
tries=()
declare -A came=()
stopped=
backup=
made_backup=
standing= # the exit status of admin status
left_over=

# A program, tried again while its partner is away and retries are left; sets `status`.
run_program() {
    tries[number]=0
    while :; do
        tries[number]=$((tries[number] + 1))
        attend "$@" >"$work/$number.out" 2>"$work/$number.err"
        [ "$status" = 69 ] && [ "$retries" -gt 0 ] && [ -z "$asked_to_stop" ] || return 0
        retries=$((retries - 1))
        attend sleep "$pause"
        status=69
        [ -z "$asked_to_stop" ] || return 0
    done
}

run_link() {
    local -a words
    local i
    read -ra words <<<"$1"
    for i in "${!words[@]}"; do
        [ "${words[i]}" = '{backup}' ] || continue
        if ! prepare_backup; then
            backup=
            stopped=73
            statuses[number]=73
            return
        fi
        words[i]=$backup
    done
    run_program "${program[${words[0]}]}" "${words[@]:1}" --json --quiet --wait "$wait" \
        "${common[@]}"
    statuses[number]=$status
    if [ -n "$asked_to_stop" ] && [ "$status" -gt 128 ]; then
        left_over=1 # it did not live to answer the request, which is no error
    elif ! goes_on_after "$status"; then
        stopped=$status
    fi
    came[$status]=1
    if [[ $1 == *'{backup}'* ]] && [ -f "$backup" ]; then
        made_backup=$backup
        [ "$status" != 0 ] || remove_old_backups
    fi
}

run_chain() {
    for number in "${!links[@]}"; do
        if [ -n "$stopped" ] || [ -n "$asked_to_stop" ]; then
            left_over=1
            return
        fi
        run_link "${links[number]}"
    done
    if [ "$job" = nightly ] && [ -z "$stopped" ] && [ -z "$asked_to_stop" ]; then
        attend "${program[admin]}" status --json "${common[@]}" \
            >"$work/status.out" 2>"$work/status.err"
        standing=$status
    fi
}

# Its own status: the one it stopped with, else the first of 75, 69, 1 and 0 that came.
conclude() {
    local status
    result=${stopped:-0}
    if [ -z "$stopped" ]; then
        for status in 1 69 75; do
            [ -z "${came[$status]:-}" ] || result=$status
        done
        [ -z "$left_over" ] || result=75
    fi
    if [ "$result" = 1 ] && [ "$job" = hourly ] && [ ${#needs[@]} -eq 0 ]; then
        result=0 # said before: the nightly page says it again
    fi
}

run_job() {
    trap on_exit EXIT
    take_options "$@"
    trap on_stop TERM INT HUP
    read_chain
    work=$(mktemp -d) || give_up 73 "cannot write a temporary file: make room"
    started=$(date +%s)
    ask_about_book
    lock_book
    run_chain
    tell_chain
    conclude
    write_page
    finished=1
    exit "$result"
}

# shellcheck source=jobs/backups.bash
source "$here/backups.bash"
# shellcheck source=jobs/page.bash
source "$here/page.bash"
# shellcheck source=jobs/ping.bash
source "$here/ping.bash"
