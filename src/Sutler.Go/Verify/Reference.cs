namespace Sutler.Go.Verify;

/// <summary>A hash that a module's file ought to have, and who says so.</summary>
/// <param name="From">For people: <c>go.sum</c>, <c>sum.golang.org</c>, <c>ziphash</c>.</param>
/// <param name="File">The file that says so, absolute; empty for the checksum database.</param>
/// <param name="Hash">The hash, <c>h1:…</c>.</param>
internal sealed record Reference(string From, string File, string Hash);
