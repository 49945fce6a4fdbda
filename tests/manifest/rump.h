/* SPDX-License-Identifier: BSD-2-Clause */
/* Small archives, made by the compiler, that the tool takes for NetBSD's, and libraries that it
 * takes for eVM's. */
#ifndef RUMP_H
#define RUMP_H

#include <stdbool.h>

/* Compiles `source` (C) with `flags` (separated by blanks, "" = none) and puts the object, called
 * rump.o, into the new archive `path`. Makes the folders on the way. Ends the test on failure. */
void rump_archive(const char *path, const char *source, const char *flags);

/* Runs a command of words separated by blanks. Ends the test on failure. */
void rump_run(const char *line);

/* Makes `folder` a set with these components beside the base: vfs (needs nothing), dev, net,
 * sysproxy, fs_ffs (needs disk), dev_disk (needs vfs and dev), dev_null and fs_null, net_net and
 * net_sockin (exclude each other), net_config (needs one of them), net_virtif (needs a hypercall
 * that does not exist). */
void rump_set(const char *folder);

/* Makes `folder` a build folder with the libraries that components link. */
void rump_libraries(const char *folder);

/* Makes both in this folder, and tells the tool so: what it uses lies below `folder`, this one. */
void rump_environment(const char *folder);

#endif
