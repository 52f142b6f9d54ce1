using Sutler.Errors;

namespace Sutler.GoModules.Repositories;

/// <summary>What a module path alone says about its repository.</summary>
public abstract record KnownPlace
{
    private KnownPlace()
    {
    }

    /// <summary>The repository is known with its URL.</summary>
    /// <param name="Root">The import path of its root.</param>
    /// <param name="System">What it is kept in.</param>
    /// <param name="Url">Where it is.</param>
    public sealed record At(string Root, VersionControl System, string Url) : KnownPlace;

    /// <summary>The repository is known but for the scheme of its URL.</summary>
    /// <param name="Root">The import path of its root.</param>
    /// <param name="System">What it is kept in.</param>
    /// <param name="Address">The URL behind <c>://</c>.</param>
    public sealed record Behind(string Root, VersionControl System, string Address) : KnownPlace;

    /// <summary>There can be no repository for such a path.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Refused(ParseError Error) : KnownPlace;

    /// <summary>The host has to be asked.</summary>
    public sealed record Unknown : KnownPlace
    {
        /// <summary>The only one there needs to be.</summary>
        public static readonly Unknown Instance = new();
    }
}
