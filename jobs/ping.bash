# shellcheck shell=bash
# Whom a job tells beside the page: a monitor, the system's log.
# The variables are those of jobs/runner.bash.
# shellcheck disable=SC2154

# Tells a monitor that the job came to its end. No ping says that work is left: it notices when that
# lasts. Its own trouble is a line on the page and never changes the status.
ping_monitor() {
    local url=$ping_url base text
    [ -n "$url" ] || return 0
    if ! [[ $url =~ ^https?://[^[:space:]\"\\[:cntrl:]]+$ ]]; then
        add_end Ping 'the address is no http or https address'
        return 0
    fi
    case $result in
    0 | 1) ;;
    69 | 75) return 0 ;;
    *)
        base=${url%%\?*}
        url=${base%/}/fail${url#"$base"}
        ;;
    esac
    text="$job $today ended with $result${head:+; audit head $head after $head_rows rows}"
    if ! printf 'url = "%s"\ndata = "%s"\n' "$url" "$text" |
        curl -q --config - --silent --show-error --fail --output /dev/null --proto '=http,https' \
            --connect-timeout 5 --max-time 15 --retry 2 --retry-max-time 30 2>"$work/ping.err"; then
        # Not curl's own words: they may repeat the address, which is a secret of sorts.
        add_end Ping "the monitor did not take it ($(curl_trouble))"
    fi
}

curl_trouble() {
    local text
    text=$(sed -n 's/^curl: (\([0-9]*\)).*/\1/p' "$work/ping.err" | tail -n 1)
    printf 'curl %s' "${text:-is not there}"
}

# The head of the audit stands where nobody who can write the book can change it (a chain does not
# show that its tail was cut).
tell_system_log() {
    [ -n "$syslog" ] || return 0
    local text
    text="$today ended with $result: $(meaning "$result")"
    text+=${head:+; audit head $head after $head_rows rows}
    logger -t "duesday-$job" -- "$text" 2>/dev/null || true
}
