using Sutler.Errors;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>What unpacking a readable zip came to.</summary>
/// <param name="Hash">The h1 hash of the content. Spec: H1-3.</param>
/// <param name="Illegal">
/// Null when the tree stands; else why it must not be extracted, and nothing was written:
/// <c>unzip zip: reasons</c>, as the go command says it. Spec: UNZIP-1 to UNZIP-5.
/// </param>
public sealed record UnpackOutcome(H1Hash Hash, SutlerException? Illegal);
