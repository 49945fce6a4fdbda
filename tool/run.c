/* SPDX-License-Identifier: BSD-2-Clause */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "backlog.h"

#define QEMU       "qemu-system-x86_64"
#define OFF_LINE   "[evm] system off: status " /* what the supervisor prints last */
#define END_KEYS   "\001q" /* the console then asks all components to end */
#define PATIENCE   25 /* seconds: the supervisor has twice ten for the components */
#define LINE_MAX_  256
#define ERRORS_MAX 4096 /* bytes of QEMU's own messages that are kept */

struct session {
    pid_t qemu;
    int input, output, errors; /* our ends of QEMU's stdin, stdout and stderr; -1 = closed */
    int signals, timer, reminder;
    char line[LINE_MAX_];      /* the console line so far */
    unsigned line_length;
    bool heard;                /* something was on the console */
    int status;                /* the system's; -1 = it has not said */
    int stopped;               /* signal that ended the session, SIGALRM = the time limit; 0 = none */
    int asked;                 /* signal for which the system was asked to end; 0 = none */
    unsigned reminders;
    struct buffer messages;    /* of QEMU */
    struct termios terminal;
    bool raw;
};

pid_t run_child(char *const argv[], int in, int out, int errors)
{
    pid_t parent = getpid(), child = fork();
    sigset_t none;

    if (child)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before we asked to be told */
        _exit(OUTCOME_HOST);
    setpgid(0, 0); /* Ctrl-C is for the tool: it ends QEMU itself */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(in, 0);
    dup2(out, 1);
    dup2(errors, 2);
    execvp(argv[0], argv);
    dprintf(2, "%s: %s; install qemu-system-x86\n", argv[0], strerror(errno));
    _exit(127);
}

/* Keys go to the guest as they are typed, but Ctrl-C still makes a signal. */
static void set_raw(struct session *session)
{
    struct termios raw;

    if (tcgetattr(STDIN_FILENO, &session->terminal))
        return; /* not a terminal */
    raw = session->terminal;
    raw.c_lflag &= ~(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE; /* a stopped tool would leave the terminal raw */
    session->raw = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

/* Looks for the system's last word in what the console prints. */
static void watch_console(struct session *session, const char *bytes, ssize_t size)
{
    for (ssize_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            session->line[session->line_length] = 0;
            const char *word = strstr(session->line, OFF_LINE);
            int status;

            if (word == session->line && sscanf(word + strlen(OFF_LINE), "%d", &status) == 1)
                session->status = status & 0xff;
            session->line_length = 0;
        } else if (bytes[i] != '\r' && session->line_length < sizeof(session->line) - 1) {
            session->line[session->line_length++] = bytes[i];
        }
    }
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool write_out(int fd, const char *bytes, ssize_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, bytes, size);

        if (done < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? done : 0;
    }
    return true;
}

static void take_output(struct session *session)
{
    char bytes[4096];
    ssize_t size = read(session->output, bytes, sizeof(bytes));

    if (size <= 0) {
        close_end(&session->output);
        return;
    }
    if (!session->heard)
        backlog_widen(session->qemu); /* it runs, so it listens */
    session->heard = true;
    watch_console(session, bytes, size);
    write_out(STDOUT_FILENO, bytes, size); /* if nobody reads, the system goes on and its status still counts */
}

static void take_errors(struct session *session)
{
    char bytes[1024];
    ssize_t size = read(session->errors, bytes, sizeof(bytes));

    if (size <= 0)
        close_end(&session->errors);
    else if (session->messages.size < ERRORS_MAX)
        buffer_add(&session->messages, bytes, size);
}

/* Each second, since a console that does not run yet does not hear it. */
static void ask_to_end(struct session *session)
{
    if (session->reminders++ == PATIENCE)
        session->stopped = session->asked;
    else
        write_out(session->input, END_KEYS, strlen(END_KEYS));
}

/* The first signal asks the system to end in order, a second one ends it. */
static void take_signal(struct session *session)
{
    const struct itimerspec second = {.it_value.tv_sec = 1, .it_interval.tv_sec = 1};
    struct signalfd_siginfo info;

    if (read(session->signals, &info, sizeof(info)) != sizeof(info))
        return;
    if (session->asked) {
        session->stopped = info.ssi_signo;
        return;
    }
    session->asked = info.ssi_signo;
    fprintf(stderr, "\nevm: the system is asked to end; %s again ends it at once\n",
            session->asked == SIGINT ? "Ctrl-C" : "the same signal");
    ask_to_end(session);
    timerfd_settime(session->reminder, 0, &second, NULL);
}

static void take_reminder(struct session *session)
{
    uint64_t count;

    if (read(session->reminder, &count, sizeof(count)) == sizeof(count))
        ask_to_end(session);
}

/* Passes input and output until QEMU closes its output or somebody ends it. */
static void pump(struct session *session, bool *input_open)
{
    struct pollfd polls[] = {
        {.fd = session->output, .events = POLLIN}, {.fd = session->errors, .events = POLLIN},
        {.fd = session->signals, .events = POLLIN}, {.fd = session->timer, .events = POLLIN},
        {.fd = *input_open ? STDIN_FILENO : -1, .events = POLLIN}, {.fd = session->reminder, .events = POLLIN},
    };

    if (poll(polls, COUNT(polls), -1) < 0)
        return;
    if (polls[0].revents)
        take_output(session);
    if (polls[1].revents)
        take_errors(session);
    if (polls[2].revents)
        take_signal(session);
    if (polls[3].revents)
        session->stopped = SIGALRM;
    if (polls[4].revents) {
        char bytes[256];
        ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));

        *input_open = size > 0;
        write_out(session->input, bytes, size);
    }
    if (polls[5].revents)
        take_reminder(session);
}

static void open_signals(struct session *session, unsigned timeout)
{
    struct itimerspec limit = {.it_value.tv_sec = timeout};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    session->signals = signalfd(-1, &set, SFD_CLOEXEC);
    session->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    timerfd_settime(session->timer, 0, &limit, NULL);
    session->reminder = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
}

static bool start(struct session *session, char *const argv[])
{
    int in[2], out[2], errors[2];

    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(errors, O_CLOEXEC))
        return false;
    session->qemu = run_child(argv, in[0], out[1], errors[1]);
    close(in[0]);
    close(out[1]);
    close(errors[1]);
    session->input = in[1];
    session->output = out[0];
    session->errors = errors[0];
    return session->qemu > 0;
}

static void run_session(struct session *session)
{
    bool input_open = true;
    int status;

    set_raw(session);
    while (session->output >= 0 && !session->stopped)
        pump(session, &input_open);
    if (session->stopped)
        kill(session->qemu, SIGKILL);
    while (waitpid(session->qemu, &status, 0) < 0 && errno == EINTR)
        ;
    while (session->errors >= 0)
        take_errors(session);
    if (session->raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &session->terminal);
}

/* What the session has come to; explains what the console does not. */
static int session_result(const struct session *session, const struct run_options *options)
{
    if (options->verbose && session->messages.size)
        fprintf(stderr, "%.*s", (int)session->messages.size, session->messages.data);
    if (session->status >= 0)
        return session->status;
    if (session->stopped == SIGALRM)
        return host_error("the system was still running after %u s (--timeout); it was ended", options->timeout);
    if (session->stopped)
        return 128 + session->stopped;
    return host_error("QEMU ended before the system said \"" OFF_LINE "N\"%s%.*s", session->messages.size ? ":\n" : "",
                      (int)session->messages.size, session->messages.size ? session->messages.data : "");
}

static void qemu_command(struct strings *command, const char *path, uint64_t memory, const struct strings *devices,
                         const struct run_options *options)
{
    bool kvm = kvm_works();
    bool split = kvm && options->iommu; /* interrupts that the IOMMU checks do not stay within KVM */
    char *machine = text("%s%s", options->machine, split ? ",kernel-irqchip=split" : "");
    char *kilobytes = text("%lluK", (unsigned long long)(memory >> 10));
    const char *const fixed[] = {
        QEMU, "-accel", kvm ? "kvm" : "tcg", "-cpu", kvm ? "host" : "max", "-machine", machine,
        "-m", kilobytes, "-kernel", path, "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
    };

    for (unsigned i = 0; i < COUNT(fixed); i++)
        strings_add(command, fixed[i]);
    if (options->iommu) { /* before the devices that are behind it */
        strings_add(command, "-device");
        strings_add(command, "intel-iommu");
    }
    for (uint32_t i = 0; i < devices->count; i++)
        strings_add(command, devices->item[i]);
    for (uint32_t i = 0; i < options->qemu_args.count; i++)
        strings_add(command, options->qemu_args.item[i]);
    free(kilobytes);
    free(machine);
}

/* A file without a name, which QEMU inherits: nothing is left behind, however the tool ends. -1: errno. */
static int image_file(const struct buffer *image)
{
    int fd = memfd_create("evm-image", 0);

    if (fd >= 0 && !write_out(fd, image->data, image->size)) {
        close(fd);
        return -1;
    }
    return fd;
}

int run_image(const struct buffer *image, uint64_t memory, const struct strings *devices,
              const struct run_options *options)
{
    struct session session = {.status = -1, .input = -1, .output = -1, .errors = -1};
    struct strings command = {0};
    int fd = image_file(image), result;

    if (fd < 0)
        return host_error("cannot keep the image in memory: %s", strerror(errno));
    char *path = text("/dev/fd/%d", fd);

    qemu_command(&command, path, memory, devices, options);
    for (uint32_t i = 0; options->verbose && i < command.count; i++)
        fprintf(stderr, "%s%s", command.item[i], i + 1 < command.count ? " " : "\n");
    open_signals(&session, options->timeout);
    if (start(&session, command.item)) {
        run_session(&session);
        result = session_result(&session, options);
    } else {
        result = host_error("cannot start QEMU: %s", strerror(errno));
    }
    close(fd);
    free(path);
    close_end(&session.input);
    close_end(&session.output);
    close_end(&session.errors);
    buffer_free(&session.messages);
    strings_free(&command);
    return result;
}
