using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>A version that exists but is excluded or retracted. Spec: QUERY-9.</summary>
public sealed class DisallowedVersionException : ModuleException
{
    /// <summary>Creates the failure with its reason, such as <c>excluded by go.mod</c>.</summary>
    public DisallowedVersionException(ModuleId module, string reason)
        : base(module, new SutlerException(reason))
    {
    }
}

/// <summary>Says why a version is disallowed, or gives null when it is allowed or nobody can tell.</summary>
public delegate Task<DisallowedVersionException?> VersionCheck(ModuleId module, CancellationToken cancellationToken);
