namespace Modelwright.Compiler.Syntax;

/// <content>Diagnostics of the binder: names, arguments, shapes, index notation, instances.</content>
public static partial class Diagnostics
{
    /// <summary>A name that nothing in scope has.</summary>
    public static readonly DiagnosticKind UnknownName = new("MW0101", Severity.Error, "Unknown name");

    /// <summary>A name declared twice in one scope.</summary>
    public static readonly DiagnosticKind DuplicateName = new("MW0102", Severity.Error, "Name declared twice");

    /// <summary>A name or value of another kind than its place needs.</summary>
    public static readonly DiagnosticKind WrongKind = new("MW0103", Severity.Error, "Another kind of value is needed here");

    /// <summary>An imported file that cannot be found, or that imports itself.</summary>
    public static readonly DiagnosticKind BadImport = new("MW0104", Severity.Error, "Import cannot be resolved");

    /// <summary>An unknown element type.</summary>
    public static readonly DiagnosticKind UnknownType = new("MW0105", Severity.Error, "Unknown type");

    /// <summary>An override of a constant that the model does not have, or with a value of another type.</summary>
    public static readonly DiagnosticKind BadOverride = new("MW0106", Severity.Error, "Constant cannot be overridden");

    /// <summary>The asked-for model is not in the file.</summary>
    public static readonly DiagnosticKind UnknownModel = new("MW0107", Severity.Error, "Unknown model");

    /// <summary>Two models of a project that would become the same class.</summary>
    public static readonly DiagnosticKind ClassNameTaken = new("MW0108", Severity.Error, "Class name is taken");

    /// <summary>A chain of imports that is too long, or too many files.</summary>
    public static readonly DiagnosticKind TooManyImports = new("MW0115", Severity.Error, "Too many imports");

    /// <summary>An argument that the callee does not take, or takes only once.</summary>
    public static readonly DiagnosticKind UnexpectedArgument = new("MW0110", Severity.Error, "Unexpected argument");

    /// <summary>A parameter without argument and default.</summary>
    public static readonly DiagnosticKind MissingArgument = new("MW0111", Severity.Error, "Missing argument");

    /// <summary>An argument of another kind than the parameter.</summary>
    public static readonly DiagnosticKind WrongArgument = new("MW0112", Severity.Error, "Argument of the wrong kind");

    /// <summary>A bare name given to one parameter although another parameter has that name.</summary>
    public static readonly DiagnosticKind SwappedArgument = new("MW0113", Severity.Error, "Argument given to another parameter of its name");

    /// <summary>A string compared with one that it can never be.</summary>
    public static readonly DiagnosticKind NeverEqual = new("MW0114", Severity.Error, "Not one of the choices");

    /// <summary>Operands whose shapes do not broadcast.</summary>
    public static readonly DiagnosticKind ShapeClash = new("MW0201", Severity.Error, "Shapes do not fit together");

    /// <summary>A value whose shape is not the declared one.</summary>
    public static readonly DiagnosticKind DeclaredShape = new("MW0202", Severity.Error, "Shape is not the declared one");

    /// <summary>An argument whose shape is not the one the callee expects.</summary>
    public static readonly DiagnosticKind ArgumentShape = new("MW0203", Severity.Error, "Argument has another shape");

    /// <summary>Operands or values whose element types differ.</summary>
    public static readonly DiagnosticKind ElementClash = new("MW0204", Severity.Error, "Element types differ");

    /// <summary>An index with another number of items than the tensor has axes.</summary>
    public static readonly DiagnosticKind IndexCount = new("MW0205", Severity.Error, "Wrong number of indices");

    /// <summary>A shape that cannot be: a negative or non-constant extent where a constant is needed.</summary>
    public static readonly DiagnosticKind BadExtent = new("MW0206", Severity.Error, "Extent is not possible");

    /// <summary>A number that the element type of its place does not hold.</summary>
    public static readonly DiagnosticKind NumberDoesNotFit = new("MW0207", Severity.Error, "Number does not fit the element type");

    /// <summary>A power of an integer tensor that is no whole number known at build time.</summary>
    public static readonly DiagnosticKind IntegerPower = new("MW0208", Severity.Error, "Integers have only whole powers");

    /// <summary>An axis without an extent.</summary>
    public static readonly DiagnosticKind UnknownExtent = new("MW0210", Severity.Error, "Extent of an axis is unknown");

    /// <summary>An axis whose uses have different extents.</summary>
    public static readonly DiagnosticKind ExtentClash = new("MW0211", Severity.Error, "Extents of an axis differ");

    /// <summary>An axis named like a value in scope, or bound twice.</summary>
    public static readonly DiagnosticKind AxisName = new("MW0212", Severity.Error, "Axis needs a fresh name");

    /// <summary>An index that may lie outside of the tensor.</summary>
    public static readonly DiagnosticKind OutsideIndex = new("MW0213", Severity.Error, "Index may be outside");

    /// <summary>A whole tensor, or a left-over axis, inside index notation.</summary>
    public static readonly DiagnosticKind LooseAxis = new("MW0214", Severity.Error, "Axis is not bound");

    /// <summary>A reduction that has no value over nothing, under a domain that may hold nowhere.</summary>
    public static readonly DiagnosticKind EmptyDomain = new("MW0215", Severity.Error, "Domain may be empty");

    /// <summary>A choice of the greatest of an axis that has not so many, or of none.</summary>
    public static readonly DiagnosticKind ChoiceCount = new("MW0216", Severity.Error, "Number to choose is not possible");

    /// <summary>A run-time value where a build-time one is needed.</summary>
    public static readonly DiagnosticKind NotBuildTime = new("MW0220", Severity.Error, "Build-time value needed");

    /// <summary>Integer arithmetic without an exact result.</summary>
    public static readonly DiagnosticKind InexactArithmetic = new("MW0221", Severity.Error, "Integer arithmetic is not exact");

    /// <summary>A requirement of the model that its constants do not meet.</summary>
    public static readonly DiagnosticKind RequirementFailed = new("MW0222", Severity.Error, "Requirement not met");

    /// <summary>Two instances or parameters with one path.</summary>
    public static readonly DiagnosticKind PathClash = new("MW0230", Severity.Error, "Path is taken");

    /// <summary>A path where none can stand.</summary>
    public static readonly DiagnosticKind MisplacedPath = new("MW0231", Severity.Error, "'as' names an instance, and there is none");

    /// <summary>A block that contains itself.</summary>
    public static readonly DiagnosticKind Recursion = new("MW0240", Severity.Error, "Block contains itself");

    /// <summary>A model beyond the compiler's limits.</summary>
    public static readonly DiagnosticKind TooLarge = new("MW0241", Severity.Error, "Model is too large");

    /// <summary>An operation that has no step form along the stream axis.</summary>
    public static readonly DiagnosticKind CannotStream = new("MW0250", Severity.Error, "Operation cannot stream");

    /// <summary>A path that no state has.</summary>
    public static readonly DiagnosticKind UnknownState = new("MW0280", Severity.Error, "Unknown state");

    /// <summary>A state's start that depends on the step.</summary>
    public static readonly DiagnosticKind VaryingStart = new("MW0281", Severity.Error, "Start differs from step to step");

    /// <summary>A class of recurrences that there isn't.</summary>
    public static readonly DiagnosticKind UnknownClass = new("MW0282", Severity.Error, "Unknown class of recurrences");

    /// <summary>A recurrence that is said to be linear, and has an update that is not affine in its states.</summary>
    public static readonly DiagnosticKind NotLinear = new("MW0290", Severity.Error, "Recurrence is not linear");

    /// <summary>A recurrence that is said to be diagonal, and has an element that goes on from others.</summary>
    public static readonly DiagnosticKind NotDiagonal = new("MW0291", Severity.Error, "Recurrence is not diagonal");

    /// <summary>A recurrence that is said to follow the delta rule, and has another update.</summary>
    public static readonly DiagnosticKind NotDelta = new("MW0292", Severity.Error, "Recurrence is no delta rule");

    /// <summary>A recurrence that is said to be a program of the linear state recurrent language, and is none.</summary>
    public static readonly DiagnosticKind NotLsrl = new("MW0293", Severity.Error, "Recurrence is no LSRL program");

    /// <summary>A declaration or statement where it has no meaning.</summary>
    public static readonly DiagnosticKind Misplaced = new("MW0260", Severity.Error, "Not possible here");

    /// <summary>A body that ends without its result.</summary>
    public static readonly DiagnosticKind MissingResult = new("MW0262", Severity.Error, "Result is missing");

    /// <summary>A parameter that cannot start as its declaration says.</summary>
    public static readonly DiagnosticKind BadStart = new("MW0270", Severity.Error, "Parameter cannot start like this");

    /// <summary>A pattern of a checkpoint or quantize block that names nothing.</summary>
    public static readonly DiagnosticKind UnmatchedPattern = new("MW0271", Severity.Error, "Pattern names nothing");

    /// <summary>A parameter that two lines name, or a line whose parameters others name.</summary>
    public static readonly DiagnosticKind NamedTwice = new("MW0272", Severity.Error, "Parameter is named twice");

    /// <summary>What a checkpoint reads does not make sense, or cannot fit the parameter.</summary>
    public static readonly DiagnosticKind BadSource = new("MW0273", Severity.Error, "Parameter cannot be read like this");

    /// <summary>A format that does not exist.</summary>
    public static readonly DiagnosticKind UnknownFormat = new("MW0274", Severity.Error, "Unknown format");

    /// <summary>A format that the shape or element type does not allow.</summary>
    public static readonly DiagnosticKind FormatMisfit = new("MW0275", Severity.Error, "Format does not fit");

    /// <summary>A tensor with more elements than can be held.</summary>
    public static readonly DiagnosticKind TensorTooLarge = new("MW0283", Severity.Error, "Tensor is too large");

    /// <summary>An extent that is too long a formula.</summary>
    public static readonly DiagnosticKind ExtentTooLong = new("MW0284", Severity.Error, "Extent is too long a formula");

    /// <summary>A mistake of the compiler's own.</summary>
    public static readonly DiagnosticKind Internal = new("MW9999", Severity.Error, "Compiler mistake");
}
