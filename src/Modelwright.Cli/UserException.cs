namespace Modelwright.Cli;

/// <summary>Something the user can put right. Its message is all that is shown.</summary>
internal sealed class UserException(string message) : Exception(message)
{
    /// <summary>An argument that did not fit, without the name of the parameter in our code.</summary>
    public static UserException From(ArgumentException e) => new(e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal));
}
