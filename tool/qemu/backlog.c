/* SPDX-License-Identifier: BSD-2-Clause */
#include "backlog.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base.h"

/* Listens again at a descriptor of the child, if it is a listening socket, to enlarge its queue. */
static void widen(int process, int number)
{
    int fd = syscall(SYS_pidfd_getfd, process, number, 0), listens = 0;
    socklen_t size = sizeof(listens);

    if (fd < 0)
        return;
    if (!getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) && listens)
        listen(fd, SOMAXCONN);
    close(fd);
}

void backlog_widen(pid_t qemu)
{
    char *path = text("/proc/%d/fd", qemu);
    DIR *folder = opendir(path);
    int process = syscall(SYS_pidfd_open, qemu, 0);
    const struct dirent *entry;

    while (folder && process >= 0 && (entry = readdir(folder)))
        if (*entry->d_name != '.')
            widen(process, atoi(entry->d_name));
    if (process >= 0)
        close(process);
    if (folder)
        closedir(folder);
    free(path);
}
