/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "base/shown.h"
#include "devices.h"
#include "kvm.h"
#include "live/home.h"
#include "session.h"
#include "target.h"

/* ---- Result ---------------------------------------------------------------------------------- */

/* Returns the VMs' status, which must not look like one of the tool's own. */
static int status_of_vms(struct session *session)
{
    if (session->status < RUN_OWN_FIRST || session->status > RUN_OWN_LAST)
        return (int)session->status;
    session_say(session, "the VM's status %u is given as %u, since `evm run` has that one itself",
                session->status, RUN_OTHER);
    return RUN_OTHER;
}

static const char *no_table(const struct session *session)
{
    return session->usage && !session->table.done ? ", and printed no last table (--usage)" : "";
}

/* Returns the status after a reset that was the end. */
static int reset_status(struct session *session)
{
    if (!session->is_lost)
        session_say(session,
                    "the watchdog has reset the machine %u time%s (--resets); it was ended%s",
                    session->resets, session->resets == 1 ? "" : "s", no_table(session));
    else
        session_say(session, "the machine was reset before the system said how it ended");
    return RUN_SYSTEM;
}

/* Returns the status if QEMU has ended without a verdict of the system. */
static int lost_status(struct session *session)
{
    const char *what = session->messages.size ? session->messages.data : "";
    const char *colon = session->messages.size ? ":\n" : "";
    int size = (int)session->messages.size, how = session->qemu_status;

    if (WIFSIGNALED(how)) {
        session_say(session, "QEMU was ended by signal %d (%s)%s%.*s", WTERMSIG(how),
                    strsignal(WTERMSIG(how)), colon, size, what);
        return RUN_TOOL + OUTCOME_HOST;
    }
    if (!session->heard) {
        session_say(session, "QEMU ended with status %d before the system said anything%s%.*s",
                    WEXITSTATUS(how), colon, size, what);
        return RUN_TOOL + OUTCOME_HOST;
    }
    session_say(session, "the machine stopped before the system said how it ended%s%.*s", colon,
                size, what);
    return RUN_SYSTEM;
}

/* Returns the exit status; explains it unless the console does. */
static int session_result(struct session *session, const struct run_options *options)
{
    if (options->verbose && session->messages.size)
        session_say(session, "QEMU says:\n%.*s", (int)session->messages.size,
                    session->messages.data);
    if (session->kind == EVM_VERDICT_VMS)
        return status_of_vms(session);
    if (session->kind == EVM_VERDICT_SYSTEM) {
        session_say(session, "the system itself has failed, and no VM; the last lines of the "
                             "console say how");
        return RUN_SYSTEM;
    }
    if (session->is_over)
        return reset_status(session);
    if (session->stopped == SIGALRM) {
        session_say(session, "the system was still running after %u s (--timeout); it was ended%s",
                    options->timeout, no_table(session));
        return RUN_TIMEOUT;
    }
    return session->stopped ? 128 + session->stopped : lost_status(session);
}

#define VERDICT "evm-verdict" /* character devices */
#define LINE    "evm-line"

/* ---- QEMU ------------------------------------------------------------------------------------ */

static void add_pair(struct strings *command, const char *option, char *value)
{
    strings_add(command, option);
    strings_add(command, value);
    free(value);
}

/* Adds the session's sockets: for the system's verdict, and for QEMU's reports on errors of this
 * machine. */
static void add_channels(struct strings *command, const struct session *session)
{
    add_pair(command, "-chardev", text("socket,id=" VERDICT ",fd=%d", session->verdict_ends[1]));
    add_pair(command, "-chardev", text("socket,id=evm-control,fd=%d", session->control_ends[1]));
    add_pair(command, "-mon", text("chardev=evm-control,mode=control"));
}

/* Adds the second serial line, the control channel, as a socket in the runtime folder. */
static void add_line(struct strings *command, const char *folder)
{
    char *path = home_path(folder, HOME_LINE), *escaped = option_value(path);

    add_pair(command, "-chardev", text("socket,id=" LINE ",path=%s,server=on,wait=off", escaped));
    add_pair(command, "-serial", text("chardev:" LINE));
    free(path);
    free(escaped);
}

/* A machine with a watchdog is reset by it; else a reset is its end. */
static void qemu_command(struct strings *command, const char *path, uint64_t memory,
                         const struct strings *devices, const struct session *session,
                         const struct run_options *options, const struct manifest *manifest)
{
    bool kvm = kvm_works();
    char *kilobytes = text("%lluK", (unsigned long long)(memory >> 10));
    const char *const fixed[] = {
        TARGET_QEMU, "-accel", kvm ? "kvm" : "tcg", "-m",    kilobytes,  "-kernel", path,
        "-display",  "none",   "-serial",           "stdio", "-monitor", "none",
    };

    for (unsigned i = 0; i < COUNT(fixed); i++)
        strings_add(command, fixed[i]);
    if (!manifest->board.given)
        strings_add(command, "-no-reboot");
    add_channels(command, session);
    target_qemu_options(command, options->machine, kvm, options->iommu, VERDICT);
    if (manifest->control != CONTROL_NONE)
        add_line(command, options->folder);
    for (uint32_t i = 0; i < devices->count; i++)
        strings_add(command, devices->item[i]);
    for (uint32_t i = 0; i < options->qemu_args.count; i++)
        strings_add(command, options->qemu_args.item[i]);
    free(kilobytes);
}

/* Makes a file without a name, which QEMU inherits and which disappears however the tool ends.
 * Returns its descriptor, or -1 with errno set. */
static int image_file(const struct buffer *image)
{
    int fd = memfd_create("evm-image", 0);

    if (fd >= 0 && !file_put(fd, image->data, image->size)) {
        close(fd);
        return -1;
    }
    return fd;
}

int run_image(const struct buffer *image, uint64_t memory, const struct strings *devices,
              const struct manifest *manifest, const struct run_options *options)
{
    struct session session = {.timeout = options->timeout,
                              .resets_most = options->resets,
                              .usage = options->usage,
                              .folder = options->folder,
                              .name = options->name};
    struct strings command = {0};
    int fd = image_file(image), result;

    if (fd < 0)
        return RUN_TOOL + host_error("cannot keep the image in memory: %s", strerror(errno));
    char *path = text("/dev/fd/%d", fd);

    if (options->folder && log_open(&session.log, options->folder))
        return RUN_TOOL + OUTCOME_HOST;
    if (!session_open(&session))
        return RUN_TOOL + host_error("cannot make sockets for QEMU: %s", strerror(errno));
    qemu_command(&command, path, memory, devices, &session, options, manifest);
    if (options->verbose)
        show_command(stderr, &command);
    if (session_run(&session, command.item, manifest)) {
        result = session_result(&session, options);
    } else {
        session_say(&session, "cannot start QEMU: %s", strerror(errno));
        result = RUN_TOOL + OUTCOME_HOST;
    }
    session_close(&session);
    log_close(&session.log);
    close(fd);
    free(path);
    strings_free(&command);
    return result;
}
