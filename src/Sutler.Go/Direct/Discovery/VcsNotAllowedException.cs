using Sutler.Errors;
using Sutler.GoModules.Repositories;

namespace Sutler.Go.Direct.Discovery;

/// <summary>GOVCS does not allow the program that would read a repository. Spec: GOVCS-2.</summary>
public sealed class VcsNotAllowedException : SutlerException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="root">The import path of the repository's root.</param>
    /// <param name="system">The version-control system.</param>
    /// <param name="refusal">The whole text.</param>
    public VcsNotAllowedException(string root, VersionControl system, ParseError refusal)
        : base(refusal.Reason)
    {
        (Root, System) = (root, system);
    }

    /// <summary>The import path of the repository's root.</summary>
    public string Root { get; }

    /// <summary>The version-control system.</summary>
    public VersionControl System { get; }
}
