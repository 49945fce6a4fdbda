/* SPDX-License-Identifier: BSD-2-Clause */
/* Tries a guest, since /dev/kvm alone proves nothing: in a container or a VM without nesting guests
 * hang or fail. */
#include "kvm.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "base/paths.h"
#include "child.h"
#include "target.h"

#define PROBE_MS 3000
#define BOOT_ID  "/proc/sys/kernel/random/boot_id"

/* Waits for the probe guest; kills it after PROBE_MS. */
static bool guest_ends_well(pid_t child)
{
    int fd = syscall(SYS_pidfd_open, child, 0), status = 0;
    struct pollfd ended = {.fd = fd, .events = POLLIN};

    if (fd < 0 || poll(&ended, 1, PROBE_MS) != 1)
        kill(child, SIGKILL);
    if (fd >= 0)
        close(fd);
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == target_probe_status;
}

static bool probe(const char *guest)
{
    char *const argv[] = {TARGET_QEMU,
                          "-accel",
                          "kvm",
                          "-cpu",
                          "host",
                          "-m",
                          "16",
                          "-kernel",
                          (char *)guest,
                          "-display",
                          "none",
                          "-nodefaults",
                          "-no-reboot",
                          (char *)target_probe_options[0],
                          (char *)target_probe_options[1],
                          NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t child = null < 0 ? -1 : run_child(argv, null, null, null);

    if (null >= 0)
        close(null);
    return child > 0 && guest_ends_well(child);
}

bool kvm_works(void)
{
    struct buffer boot = {0}, known = {0}, guest = {0};
    bool works = false;

    if (access("/dev/kvm", R_OK | W_OK) || !target_can_virtualize())
        return false;
    char *path = path_cache("kvm"), *guest_path = path_cache("kvm-probe");

    /* The answer holds until this machine boots again. */
    if (path && guest_path && file_read(BOOT_ID, &boot)) {
        if (file_read(path, &known) && known.size == boot.size + 1 &&
            !memcmp(known.data, boot.data, boot.size)) {
            works = known.data[boot.size] == '1';
        } else {
            target_probe_guest(&guest);
            works = file_write(guest_path, guest.data, guest.size, 0644) && probe(guest_path);
            buffer_string(&boot, works ? "1" : "0");
            file_write(path, boot.data, boot.size, 0644); /* if not, the next run probes again */
        }
    }
    buffer_free(&boot);
    buffer_free(&known);
    buffer_free(&guest);
    free(path);
    free(guest_path);
    return works;
}
