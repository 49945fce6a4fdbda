/* SPDX-License-Identifier: BSD-2-Clause */
/* Small archives that look to the tool like NetBSD's, and libraries that look like ours, made by
 * the compiler. */
#ifndef RUMP_H
#define RUMP_H

#include <stdbool.h>

/* Compiles `source` (C) with `flags` (blanks between them, "" = none) and puts the object, called
 * rump.o, into the new archive `path`. Folders on the way are made. Ends the test when that fails.
 */
void rump_archive(const char *path, const char *source, const char *flags);

/* Runs a command, whose words have blanks between them. Ends the test when it fails. */
void rump_run(const char *line);

/* Makes `folder` a set with these components beside the base: vfs (needs nothing), dev, net,
 * sysproxy, fs_ffs (needs disk), dev_disk (needs vfs and dev), dev_null and fs_null, net_net and
 * net_sockin (exclude each other), net_config (needs one of them), net_virtif (needs a hypercall
 * that there is not). */
void rump_set(const char *folder);

/* Makes `folder` a build folder with the libraries that components are linked with. */
void rump_libraries(const char *folder);

#endif
