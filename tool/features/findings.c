/* SPDX-License-Identifier: BSD-2-Clause */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

/* What a call means. */
static const struct call_hint {
    const char *feature, *call;
    const char *with; /* the program must make this call, too; NULL: no other */
    bool perhaps;     /* many programs make it without need */
} call_hints[] = {
    {"aio", "io_setup", NULL, false},
    {"aio", "io_submit", NULL, false},
    {"aio", "io_uring_setup", NULL, false},
    {"aio", "io_uring_queue_init", NULL, false},
    {"aio", "io_uring_queue_init_params", NULL, false},
    {"cgroups", "unshare", NULL, false},
    {"cgroups", "setns", NULL, false},
    {"inotify", "inotify_init", NULL, false},
    {"inotify", "inotify_init1", NULL, false},
    {"inotify", "fanotify_init", NULL, false},
    {"ipv6", "in6addr_any", "socket", true},
    {"ipv6", "in6addr_loopback", "socket", true},
    {"mqueue", "mq_open", NULL, false},
    {"net", "getaddrinfo", "socket", false},
    {"net", "gethostbyname", "socket", false},
    {"net", "getifaddrs", NULL, false},
    {"net", "inet_addr", "socket", false},
    {"net", "inet_aton", "socket", false},
    {"net", "inet_ntoa", "socket", false},
    {"net", "inet_ntop", "socket", false},
    {"net", "inet_pton", "socket", false},
    {"net", "listen", "socket", true},
    {"proc", "fexecve", NULL, true},
    {"proc", "getloadavg", NULL, false},
    {"proc", "ttyname", NULL, true},
    {"pty", "forkpty", NULL, false},
    {"pty", "openpty", NULL, false},
    {"pty", "posix_openpt", NULL, false},
    {"seccomp", "seccomp", NULL, false},
    {"seccomp", "seccomp_init", NULL, false},
    {"sysv", "msgget", NULL, false},
    {"sysv", "semget", NULL, false},
    {"sysv", "shmget", NULL, false},
    {"unix", "socket", NULL, false},
    {"unix", "socketpair", NULL, false},
    {"unix", "openlog", NULL, true},
    {"unix", "syslog", NULL, true},
};

/* The feature that a path with this beginning needs. The first row that fits counts. */
static const struct path_hint {
    const char *feature, *path;
} path_hints[] = {
    {"cgroups", "/sys/fs/cgroup"},
    {"sysfs", "/sys/"},
    {"proc", "/proc/"},
    {"pty", "/dev/ptmx"},
    {"pty", "/dev/pts"},
    {"mqueue", "/dev/mqueue"},
    {"unix", "/dev/log"},
    {"watchdog", "/dev/watchdog"},
    {"block", "/dev/loop"},
    {"block", "/dev/ram"},
};

/* Devices that each VM has, without the feature devtmpfs. */
static const char *const given_devices[] = {
    "console", "fd",    "full",   "null", "random",  "shm",
    "stderr",  "stdin", "stdout", "tty",  "urandom", "zero",
};

/* File systems by name: only programs that mount them need them. */
static const struct path_hint type_hints[] = {
    {"ext4", "ext4"},
    {"fat", "vfat"},
    {"tmpfs", "tmpfs"},
};

static void add(struct findings *findings, const struct finding *finding, const char *by,
                const char *thing)
{
    by = by ? by : "";
    for (uint32_t i = 0; i < findings->count; i++) {
        const struct finding *old = &findings->item[i];

        if (!strcmp(old->feature, finding->feature) && !strcmp(old->by, by) &&
            !strcmp(old->thing, thing))
            return;
    }
    findings->item = need_room(findings->item, findings->count, sizeof(*findings->item));
    findings->item[findings->count] = *finding;
    findings->item[findings->count].by = text("%s", by);
    findings->item[findings->count++].thing = text("%s", thing);
}

static void add_calls(struct findings *findings, const struct signs *signs, const char *by)
{
    for (unsigned i = 0; i < COUNT(call_hints); i++) {
        const struct call_hint *hint = &call_hints[i];

        if (strings_have(&signs->calls, hint->call) &&
            (!hint->with || strings_have(&signs->calls, hint->with)))
            add(findings,
                &(struct finding){
                    .feature = hint->feature, .likely = !by && !hint->perhaps, .verb = "calls"},
                by, hint->call);
    }
}

static bool is_given_device(const char *name)
{
    size_t length = strcspn(name, "/");

    for (unsigned i = 0; i < COUNT(given_devices); i++)
        if (strlen(given_devices[i]) == length && !strncmp(name, given_devices[i], length))
            return true;
    return !length;
}

static void add_path(struct findings *findings, const char *path, const char *by)
{
    static const char devices[] = "/dev/";
    const char *feature = NULL;

    for (unsigned i = 0; i < COUNT(path_hints) && !feature; i++)
        if (!strncmp(path, path_hints[i].path, strlen(path_hints[i].path)))
            feature = path_hints[i].feature;
    if (feature)
        add(findings, &(struct finding){.feature = feature, .likely = !by, .verb = "names"}, by,
            path);
    else if (!strncmp(path, devices, sizeof(devices) - 1) &&
             !is_given_device(path + sizeof(devices) - 1))
        add(findings, &(struct finding){.feature = "devtmpfs", .verb = "names"}, by, path);
}

void findings_add(struct findings *findings, const struct signs *signs, const char *by)
{
    add_calls(findings, signs, by);
    for (uint32_t i = 0; i < signs->paths.count; i++)
        add_path(findings, signs->paths.item[i], by);
    for (unsigned i = 0; i < COUNT(type_hints) && strings_have(&signs->calls, "mount"); i++)
        if (strings_have(&signs->types, type_hints[i].path))
            add(findings,
                &(struct finding){.feature = type_hints[i].feature,
                                  .verb = "calls mount and names"},
                by, type_hints[i].path);
}

void findings_free(struct findings *findings)
{
    for (uint32_t i = 0; i < findings->count; i++) {
        free(findings->item[i].by);
        free(findings->item[i].thing);
    }
    free(findings->item);
    *findings = (struct findings){0};
}

void signs_free(struct signs *signs)
{
    strings_free(&signs->calls);
    strings_free(&signs->paths);
    strings_free(&signs->types);
}

const char *hint_feature(uint32_t index)
{
    if (index < COUNT(call_hints))
        return call_hints[index].feature;
    index -= COUNT(call_hints);
    if (index < COUNT(path_hints))
        return path_hints[index].feature;
    index -= COUNT(path_hints);
    return index < COUNT(type_hints) ? type_hints[index].feature : NULL;
}
