namespace Sutler.TestKit.Repositories;

/// <summary>A commit of a <see cref="MemoryCodeRepository"/>.</summary>
/// <param name="Hash">40 hexadecimal digits.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Parents">What it follows.</param>
/// <param name="Files">The whole tree, in the order of the archive; a name that begins with <c>@</c> is a link, whose content is its target.</param>
public sealed record MemoryCommit(string Hash, DateTimeOffset Time, IReadOnlyList<MemoryCommit> Parents, IReadOnlyList<(string Path, string Content)> Files)
{
    /// <summary>This commit and all before it.</summary>
    public IEnumerable<MemoryCommit> History => Parents.SelectMany(parent => parent.History).Prepend(this);

    /// <summary>The first 12 digits.</summary>
    public string ShortName => Hash[..12];
}
