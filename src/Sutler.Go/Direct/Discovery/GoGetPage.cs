using Sutler.Errors;
using Sutler.GoModules.Repositories;

namespace Sutler.Go.Direct.Discovery;

/// <summary>What a host says when it is asked where the repository of an import path is. Spec: DISC-5, DISC-6.</summary>
/// <param name="Url">The URL that was asked, with the scheme that was answered.</param>
/// <param name="Tags">The tags of the page. If there are some, how the page came and whether it is whole does not matter.</param>
internal sealed record GoGetPage(string Url, GoImports Tags)
{
    /// <summary>A page without tags.</summary>
    public GoGetPage(string url)
        : this(url, new GoImports([]))
    {
    }

    /// <summary>Why there was no answer, or null.</summary>
    public SutlerException? Silence { get; init; }

    /// <summary>The answer that has no tags and another status than 200, or null.</summary>
    public SutlerException? Refusal { get; init; }

    /// <summary>Why the page, in which no tags were found, could not be read to its end, or null.</summary>
    public string? Damage { get; init; }
}
