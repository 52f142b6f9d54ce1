using Sutler.Go.Sources;

namespace Sutler.Go.Direct;

/// <summary>The tags of a repository with a common prefix.</summary>
/// <param name="Tags">Sorted by name.</param>
/// <param name="Origin">With TagPrefix and TagSum where the system can tell whether they changed; null where it cannot. Spec: VER-13.</param>
public sealed record CodeTags(IReadOnlyList<CodeTag> Tags, Origin? Origin);

/// <summary>One tag.</summary>
/// <param name="Name">Its name, prefix included.</param>
/// <param name="Hash">The commit it stands for; empty where the system does not say.</param>
public readonly record struct CodeTag(string Name, string Hash);
