using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>Errors of the log with the place they happened before them.</summary>
internal static class LogErrors
{
    /// <summary>
    /// <c>where: text</c>. Distrust stays distrust; absence does not stay absence: a record or tile missing from the database
    /// is no reason to ask another source for the module (the go command loses the kind here as well).
    /// </summary>
    public static SutlerException Wrap(string where, SutlerException inner)
    {
        var message = where + ": " + inner.Message;
        return inner is VerificationException
            ? new VerificationException(message, inner) { IsNotExist = false, Hint = inner.Hint }
            : new SutlerException(message, inner) { IsNotExist = false, Hint = inner.Hint };
    }
}
