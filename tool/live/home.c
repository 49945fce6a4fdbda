/* SPDX-License-Identifier: BSD-2-Clause */
#include "home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/files.h"

#define PID       "pid"
#define SAME_MOST 64 /* systems of one name that run at the same time */

char *home_all(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    return runtime && *runtime == '/' ? text("%s/evm", runtime)
                                      : text("/tmp/evm-%u", (unsigned)getuid());
}

char *home_path(const char *folder, const char *file)
{
    return text("%s/%s", folder, file);
}

/* In /tmp, another user may have been faster. */
static bool is_own(const char *folder)
{
    struct stat found;

    return !lstat(folder, &found) && S_ISDIR(found.st_mode) && found.st_uid == getuid();
}

/* Makes the folder unless it exists. */
static enum outcome make_own(const char *folder)
{
    if (mkdir(folder, 0700) && errno != EEXIST)
        return host_error("%s: %s; expected a folder of this user in $XDG_RUNTIME_DIR", folder,
                          strerror(errno));
    if (!is_own(folder))
        return host_error("%s is not a folder of this user; set $XDG_RUNTIME_DIR to one", folder);
    return OUTCOME_OK;
}

static int lock_file(const char *folder, int flags)
{
    char *path = home_path(folder, PID);
    int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);

    free(path);
    return fd;
}

/* Returns the descriptor of the locked file; -1: another process has it, or errno. */
static int take_lock(const char *folder)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = lock_file(folder, O_RDWR | O_CREAT);

    if (fd < 0 || !fcntl(fd, F_SETLK, &all))
        return fd;
    close(fd);
    errno = EAGAIN;
    return -1;
}

static void clean(const char *folder)
{
    static const char *const files[] = {HOME_LINE, HOME_LOG, HOME_OLD, HOME_STATUS};

    for (unsigned i = 0; i < COUNT(files); i++) {
        char *path = home_path(folder, files[i]);

        unlink(path);
        free(path);
    }
}

static enum outcome check_length(const char *folder)
{
    struct sockaddr_un address;

    if (strlen(folder) + sizeof("/" HOME_LINE) <= sizeof(address.sun_path))
        return OUTCOME_OK;
    return host_error("%s: the path is too long for a socket; set $XDG_RUNTIME_DIR to a shorter "
                      "one",
                      folder);
}

/* Tries the number-th name. Returns an outcome, or -1: a system of that name runs. */
static int try_name(struct home *home, const char *all, const char *system, unsigned number)
{
    home->name = number > 1 ? text("%s-%u", system, number) : text("%s", system);
    home->folder = home_path(all, home->name);
    int outcome = check_length(home->folder);

    if (!outcome)
        outcome = make_own(home->folder);
    if (outcome)
        return outcome;
    home->lock = take_lock(home->folder);
    if (home->lock >= 0) {
        clean(home->folder);
        return OUTCOME_OK;
    }
    if (errno != EAGAIN)
        return host_error("%s/" PID ": %s", home->folder, strerror(errno));
    return -1;
}

static void forget(struct home *home)
{
    free(home->name);
    free(home->folder);
    home->name = home->folder = NULL;
}

enum outcome home_open(struct home *home, const char *system)
{
    char *all = home_all();
    int outcome = make_own(all);

    for (unsigned number = 1; !outcome && number <= SAME_MOST; number++) {
        outcome = try_name(home, all, system, number);
        if (outcome >= 0)
            break;
        forget(home);
        outcome = number < SAME_MOST
                      ? OUTCOME_OK
                      : host_error("%u systems with the name '%s' run already", number, system);
    }
    if (outcome)
        forget(home);
    free(all);
    return outcome;
}

void home_close(struct home *home, int status)
{
    if (!home->folder)
        return;
    char *line = home_path(home->folder, HOME_LINE), *said = text("%d\n", status);
    char *path = home_path(home->folder, HOME_STATUS);

    unlink(line);
    if (!file_write(path, said, strlen(said), 0600))
        unlink(path);
    close(home->lock);
    free(line);
    free(said);
    free(path);
    forget(home);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void home_list(struct strings *names)
{
    char *all = home_all();
    DIR *folder = is_own(all) ? opendir(all) : NULL;

    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder))
        if (entry->d_name[0] != '.')
            strings_add(names, entry->d_name);
    if (folder)
        closedir(folder);
    if (names->count)
        qsort(names->item, names->count, sizeof(*names->item), by_name);
    free(all);
}

pid_t home_pid(const char *folder)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = lock_file(folder, O_RDWR);
    bool locked = fd >= 0 && !fcntl(fd, F_GETLK, &all) && all.l_type != F_UNLCK;

    if (fd >= 0)
        close(fd);
    return locked ? all.l_pid : 0;
}
