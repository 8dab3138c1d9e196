# shellcheck shell=bash
# The backups of a night: where they go, whether there is room, which ones stay.
# The variables are those of jobs/runner.bash.
# shellcheck disable=SC2154

# The first of book-<day>.db, book-<day>-2.db ... that is not there yet.
backup_file() {
    local number=2 file=$backups/book-$today.db
    while [ -e "$file" ] || [ -e "$file.secrets.key" ]; do
        file=$backups/book-$today-$number.db
        number=$((number + 1))
    done
    printf '%s' "$file"
}

bytes_of() {
    local file sum=0 size
    for file in "$@"; do
        size=$(stat -c %s -- "$file" 2>/dev/null) || size=0
        sum=$((sum + size))
    done
    printf '%d' "$sum"
}

# A disk that the backup fills is one on which nothing else can be written either.
prepare_backup() {
    local free need
    [ -n "$backups" ] || backups=${book:+$(dirname -- "$book")/backups}
    if [ -z "$backups" ] || ! mkdir -p -- "$backups" 2>/dev/null; then
        no_backup_because="there is no folder for backups${backups:+ at $backups}"
        return 1
    fi
    backup=$(backup_file)
    need=$(bytes_of "$book" "$book-wal")
    need=$((need + need / 10 + (8 << 20)))
    free=$(df --output=avail -B1 -- "$backups" 2>/dev/null | tail -n 1) || free=
    if [[ $free =~ ^\ *[0-9]+$ ]] && [ "$free" -lt "$need" ]; then
        no_backup_because="$backups has $(size_text "$free") left, the backup needs"
        no_backup_because+=" $(size_text "$need"): make room, or let --keep be smaller"
        return 1
    fi
}

# Backups in the order in which they were made, the newest first.
backup_files() {
    [ -n "$backups" ] && [ -d "$backups" ] || return 0
    find "$backups" -maxdepth 1 -type f -name 'book-????-??-??*.db' -printf '%T@\t%f\n' |
        sort -t $'\t' -k 1,1rn -k 2,2Vr | cut -f 2
}

# Only after a backup that is sound (0), and never that one, whatever the dates in the names say.
remove_old_backups() {
    local file number=0
    while IFS= read -r file; do
        [ "$backups/$file" != "$backup" ] || continue
        number=$((number + 1))
        [ "$number" -lt "$keep" ] || rm -f -- "$backups/$file" "$backups/$file.secrets.key"
    done < <(backup_files)
}
