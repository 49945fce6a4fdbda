/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up architecture: what lib/cos/x86_64/cos/stubs.h gives shared code. */
#ifndef COS_STUBS_H
#define COS_STUBS_H

#define COS_ENTRY_AS(symbol, function, set, callers, again) COS_STUB_FUNCTION(function)
#define COS_ENTRY_ALONE(symbol, function)                   COS_STUB_FUNCTION(function)

#endif
