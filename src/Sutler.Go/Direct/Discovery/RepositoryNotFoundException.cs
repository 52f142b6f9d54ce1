using Sutler.Errors;

namespace Sutler.Go.Direct.Discovery;

/// <summary>There is no repository to be had for a module path, whatever the reason: the next source is asked. Spec: DISC-12.</summary>
public sealed class RepositoryNotFoundException : SutlerException
{
    /// <summary>Says of <paramref name="failure"/> that it is one of absence; its text and hint stay.</summary>
    public RepositoryNotFoundException(SutlerException failure)
        : base(failure.Message, failure)
    {
        IsNotExist = true;
        Hint = failure.Hint;
    }
}
