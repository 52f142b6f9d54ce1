using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>Puts the name of what was asked for before a failure's text.</summary>
public static class QueryFailure
{
    /// <summary>
    /// The failure as the user sees it: <c>module path: no matching versions ...</c> (the query is in the text already), the text alone when
    /// it names a module, else <c>path@query: text</c>.
    /// </summary>
    /// <remarks>Ask <see cref="OriginOf"/> of the failure itself, not of what comes out here.</remarks>
    public static SutlerException Attribute(string path, string query, SutlerException failure)
    {
        failure = failure is FailureWithOriginException { Failure: var inside } ? inside : failure;
        if (Chain(failure).Any(cause => cause is NoMatchingVersionException))
        {
            return new ModuleException(new ModuleId(path, ""), failure);
        }

        return Chain(failure).Any(cause => cause is ModuleException) ? failure : new ModuleException(new ModuleId(path, query), failure);
    }

    /// <summary>The origin that goes with a failure, or null. Spec: JSON-6.</summary>
    public static Origin? OriginOf(Exception failure) => Chain(failure).OfType<FailureWithOriginException>().FirstOrDefault()?.Origin;

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
