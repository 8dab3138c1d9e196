# shellcheck shell=bash
# The page of a job: what needs a person, each step, the head of the audit, the backups. It names
# subjects and nobody else, and nothing of the machine but the backup's place.
# The variables are those of jobs/runner.bash.
# shellcheck disable=SC2154,SC2034

needs_shown=20 # of one program
needs=()       # what a person should look at, a line each
still=()       # what an earlier page has named already, and the night names again
keys=()        # what both are about
known=0        # how much an earlier page has named and an hour does not repeat
steps=()       # a line a program, and lines below it
ends=()        # the lines at the end
head=
head_rows=

add_end() { ends+=("$(printf '%-8s %s' "$1:" "$2")"); }

# STATUS STEP TEXT
add_step() { steps+=("$(printf '%6s  %-26s  %s' "$1" "${2/ \{backup\}/}" "$3")"); }

# STEP KEY TEXT. What the last night or an hour since has named is not new; a night names it again,
# an hour only counts it.
add_need() {
    if [ -z "$reports" ] || ! grep -qsxF -- "$2" "$reports/said"; then
        needs+=("$1: $3")
    elif [ "$job" = hourly ]; then
        known=$((known + 1))
        return
    else
        still+=("$1: $3")
    fi
    keys+=("$2")
}

# Of a program that has no words for us: short, and no control characters.
plain() { tr -d '\000-\011\013-\037\177' | cut -c 1-1000; }

# NUMBER of the link, what it was called, and how it ended.
tell_step() {
    local name=${links[$1]/ \{backup\}/} status=${statuses[$1]} word first second
    local text='' fault='' remedy='' shown=0 needed=0
    while IFS=$'\x1f' read -r word first second; do
        case $word in
        attention)
            shown=$((shown + 1))
            [ "$shown" -gt "$needs_shown" ] || add_need "$name" "$first" "$second"
            ;;
        error)
            fault=$first
            remedy=$second
            ;;
        counts) text=$first ;;
        needed) needed=$first ;;
        head)
            head=$first
            head_rows=$second
            ;;
        esac
    done <<<"${said[$1]:-}"
    [ "$needed" -ge "$shown" ] || needed=$shown
    [ "$needed" -le "$needs_shown" ] || needs+=("$name: and $((needed - needs_shown)) more")
    if [ "$status" = 1 ] && [ "$needed" -eq 0 ]; then
        add_need "$name" "status|$name|1" 'asks for a person without saying why: run it by hand'
    fi
    [ "${tries[$1]:-1}" -eq 1 ] || text+="${text:+, }tried ${tries[$1]} times"
    add_step "$status" "$name" "$(meaning "$status")${text:+: $text}"
    tell_trouble "$1" "$name" "$status" "$fault" "$remedy"
}

# NUMBER STEP STATUS FAULT REMEDY: what stopped the chain needs a person; what the next run mends is
# only said.
tell_trouble() {
    local line
    if goes_on_after "$3"; then
        [ -z "$4" ] || steps+=("          $4")
        while IFS= read -r line; do
            steps+=("          $line")
        done < <(grep -a '^warning: ' "$work/$1.err" | plain | head -n 3)
        return
    fi
    needs+=("$2: $(meaning "$3")")
    if [ ! -e "$work/$1.err" ]; then
        needs+=("  $no_backup_because")
    elif [ -n "$4" ]; then
        needs+=("  $4")
        [ -z "$5" ] || needs+=("  what to do: $5")
    else
        while IFS= read -r line; do
            needs+=("  $line")
        done < <(tail -n 3 -- "$work/$1.err" | plain)
    fi
}

# What waits in the book whoever left it there. A charge without an answer is only counted: renew
# names it when a person has to look.
tell_how_it_stands() {
    local word first second unresolved=0 stands=
    while IFS=$'\x1f' read -r word first second; do
        case $word in
        stands) stands=$first ;;
        attention)
            if [[ $first == *'|unresolved_charge' ]]; then
                unresolved=$((unresolved + 1))
            else
                add_need 'admin status' "$first" "$second"
                came[1]=1
            fi
            ;;
        esac
    done <<<"${said[status]:-}"
    if [ -z "$asked_to_stop" ] && [ "${standing:-0}" -gt 1 ]; then
        add_need 'admin status' 'status|admin status|' "$(meaning "$standing")"
        came[1]=1
    fi
    [ "$unresolved" -eq 0 ] || stands+=", charges without an answer: $unresolved"
    [ -z "$stands" ] || add_end Book "$stands"
}

tell_chain() {
    local number outputs=()
    for number in "${!statuses[@]}" status; do
        [ ! -e "$work/$number.out" ] || outputs+=("$number")
    done
    [ ${#outputs[@]} -eq 0 ] || read_said "${outputs[@]}"
    for number in "${!links[@]}"; do
        if [ -n "${statuses[number]:-}" ]; then
            tell_step "$number"
        else
            add_step - "${links[number]}" 'not run'
        fi
    done
    [ "$job" != nightly ] || tell_how_it_stands
}

size_text() {
    local bytes=$1
    if [ "$bytes" -ge $((10 << 20)) ]; then
        printf '%d MB' $((bytes >> 20))
    else
        printf '%d kB' $(((bytes + 1023) >> 10))
    fi
}

age_text() {
    local seconds=$1
    if [ "$seconds" -lt 7200 ]; then
        printf '%d minutes' $((seconds / 60))
    elif [ "$seconds" -lt $((48 * 3600)) ]; then
        printf '%d hours' $((seconds / 3600))
    else
        printf '%d days' $((seconds / 86400))
    fi
}

tell_backups() {
    local files=() newest made
    [ -n "$backups" ] || backups=${book:+$(dirname -- "$book")/backups}
    mapfile -t files < <(backup_files)
    if [ -n "$made_backup" ]; then
        newest=$(size_text "$(bytes_of "$made_backup" "$made_backup.secrets.key")")
        add_end Backup "$made_backup, made in this run ($newest); ${#files[@]} in all"
    elif [ -z "$backups" ]; then
        add_end Backup "not looked for: where the book is, is not known"
    elif [ ${#files[@]} -eq 0 ]; then
        add_end Backup "there is none in $backups"
    else
        newest=$backups/${files[0]}
        made=$(stat -c %Y -- "$newest") || made=$started
        made=$(age_text $((started - made)))
        add_end Backup "none in this run; the newest is $made old: $newest"
    fi
}

title() {
    if [ "$result" = 0 ] && [ "$known" -gt 0 ]; then
        echo 'nothing new for a person'
    elif [ -n "$asked_to_stop" ]; then
        echo "asked to stop; $(meaning "$result")"
    elif [ -n "$stopped" ]; then
        echo "STOPPED: $(meaning "$result")"
    else
        meaning "$result"
    fi
}

page_text() {
    printf 'Duesday %s %s%s: %s\n' "$job" "$today" "${mode:+ ($mode book)}" "$(title)"
    if [ ${#needs[@]} -gt 0 ]; then
        printf '\nFor a person:\n'
        printf '  %s\n' "${needs[@]}"
    fi
    if [ ${#still[@]} -gt 0 ]; then
        printf '\nStill for a person:\n'
        printf '  %s\n' "${still[@]}"
    fi
    [ "$known" -eq 0 ] || printf '\n%d more that an earlier page named.\n' "$known"
    printf '\nSteps:\n'
    printf '%s\n' "${steps[@]}"
    printf '\n'
    printf '%s\n' "${ends[@]}"
}

# A page is whole or not there; one of the same day stands before it in the file.
keep_page() {
    local file=$reports/$job-$today.txt new old
    [ -n "$reports" ] || return 0
    new=$(mktemp -- "$reports/.page.XXXXXX" 2>/dev/null) || return 1
    if ! {
        if [ -e "$file" ]; then
            cat -- "$file" && printf '\n\n'
        fi && page_text
    } >"$new" 2>/dev/null || ! mv -f -- "$new" "$file" 2>/dev/null; then
        rm -f -- "$new"
        return 1
    fi
    while IFS= read -r old; do
        rm -f -- "$reports/$old"
    done < <(find "$reports" -maxdepth 1 -type f -name "$job-????-??-??.txt" -printf '%f\n' |
        sort -r | tail -n "+$((keep_reports + 1))")
    return 0
}

remember_needs() {
    [ -n "$reports" ] || return 0
    [ "$job" != nightly ] || : >"$reports/said"
    [ ${#keys[@]} -eq 0 ] || printf '%s\n' "${keys[@]}" >>"$reports/said"
} 2>/dev/null

# Cron mails what is printed: an hour that only has to try again is no mail.
is_for_a_person() {
    [ -z "$verbose" ] && [ ! -t 1 ] || return 0
    case $job-$result in
    *-0 | hourly-69 | hourly-75) return 1 ;;
    *) return 0 ;;
    esac
}

# Nobody is told by a page that cannot be written.
could_not_write() {
    if goes_on_after "$result"; then
        result=73
    fi
}

write_page() {
    if [ "$job" = nightly ]; then
        [ -z "$head" ] || add_end Audit "head $head after $head_rows rows"
        tell_backups
    fi
    add_end Ran "$(date -u -d "@$started" +%FT%TZ), $(($(date +%s) - started)) s"
    ping_monitor
    if ! keep_page; then
        needs+=("$job: this page could not be kept in $reports: make room or mend the permissions")
        could_not_write
    fi
    remember_needs || true
    tell_system_log
    is_for_a_person || return 0
    trap '' PIPE
    page_text 2>/dev/null || could_not_write
}
