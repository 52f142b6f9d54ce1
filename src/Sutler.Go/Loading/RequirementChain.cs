using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Says through which requirements a failing go.mod was reached. Spec: GRAPH-9.</summary>
internal static class RequirementChain
{
    /// <summary>The error with <c>a@v requires\n\tb@v: </c> before it; main modules at the beginning are left out.</summary>
    internal static SutlerException Wrap(IReadOnlyList<ModuleId> path, SutlerException error)
    {
        var start = 0;
        while (start < path.Count && path[start].Version.Length == 0)
        {
            start++;
        }

        if (start == path.Count)
        {
            return error;
        }

        var chain = string.Concat(path.Skip(start).SkipLast(1).Select(module => $"{module} requires\n\t"));
        return new SutlerException(chain + LastStep(path[^1], error), error);
    }

    private static string LastStep(ModuleId module, SutlerException error)
    {
        if (error is not ModuleException moduleError)
        {
            return new ModuleException(module, error).Message;
        }

        var actual = moduleError.InnerException is InvalidVersionException invalid
            ? moduleError.Module with { Version = invalid.Version }
            : moduleError.Module;
        return actual == module ? error.Message : $"{module} (replaced by {actual}): {moduleError.InnerException!.Message}";
    }
}
