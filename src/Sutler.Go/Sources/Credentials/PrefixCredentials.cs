using Sutler.Transfer.Http;

namespace Sutler.Go.Sources.Credentials;

/// <summary>What a source of credentials said about the URLs below a prefix.</summary>
/// <param name="Prefix">A URL, or one without its scheme.</param>
/// <param name="Headers">The credentials; null forgets what was known.</param>
public sealed record PrefixCredentials(string Prefix, CredentialHeaders? Headers);
