/* SPDX-License-Identifier: BSD-2-Clause */
/* A component, compiled once for each archive with another PART, its name. */
static const char *const name __attribute__((section("link_set_rump_components"), used)) = PART;
